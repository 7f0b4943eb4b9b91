<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CornerTools</name>
    <message>
        <source>Light or dark</source>
        <translation>浅色/深色</translation>
    </message>
</context>
<context>
    <name>Entry</name>
    <message>
        <source>Making keys and setting up…</source>
        <translation>正在生成密钥并建立站点…</translation>
    </message>
    <message>
        <source>Bringing the backup back…</source>
        <translation>正在恢复备份…</translation>
    </message>
    <message>
        <source>Making up a branch and its complaints…</source>
        <translation>正在准备演示门店和投诉…</translation>
    </message>
    <message>
        <source>Data folder of a site</source>
        <translation>选择站点的数据文件夹</translation>
    </message>
    <message>
        <source>Folder of the backup</source>
        <translation>选择备份文件夹</translation>
    </message>
    <message>
        <source>This is the demo: everything in it is made up. Everybody&apos;s password is {password}.</source>
        <translation>这是演示，内容都是虚构的。每个人的密码都是 {password}。</translation>
    </message>
</context>
<context>
    <name>FirstRunPage</name>
    <message>
        <source>Data folder: {folder}</source>
        <translation>数据文件夹：{folder}</translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation>换个文件夹…</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Set up</source>
        <translation>建立站点</translation>
    </message>
    <message>
        <source>Welcome to Redress</source>
        <translation>欢迎使用 Redress 投诉受理</translation>
    </message>
    <message>
        <source>New headquarters</source>
        <translation>新建总部</translation>
    </message>
    <message>
        <source>New branch</source>
        <translation>新建门店或网点</translation>
    </message>
    <message>
        <source>Nothing is set up on this PC yet. What shall it be?</source>
        <translation>这台电脑上还没有站点，请选择要做什么。</translation>
    </message>
    <message>
        <source>Everything is encrypted with keys made here. No network is needed.</source>
        <translation>数据全部用本机生成的密钥加密，不需要联网。</translation>
    </message>
    <message>
        <source>A shop or bank branch</source>
        <translation>门店或银行网点</translation>
    </message>
    <message>
        <source>The desk where complaints are taken and settled</source>
        <translation>在这里受理、处理顾客投诉</translation>
    </message>
    <message>
        <source>Headquarters</source>
        <translation>总部</translation>
    </message>
    <message>
        <source>Takes in what the branches ship, decides and answers</source>
        <translation>接收各网点上报的投诉，作出决定并答复</translation>
    </message>
    <message>
        <source>Restore a backup</source>
        <translation>从备份恢复</translation>
    </message>
    <message>
        <source>Brings a site back from a backup folder; its passwords stay the same</source>
        <translation>用备份文件夹恢复一个站点，原来的密码不变</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translation>先看演示</translation>
    </message>
    <message>
        <source>Made-up data to look around in; nothing of it is real</source>
        <translation>用虚构的数据随便看看，内容都不是真的</translation>
    </message>
</context>
<context>
    <name>PasswordPair</name>
    <message>
        <source>The two passwords are not the same.</source>
        <translation>两次输入的密码不一致。</translation>
    </message>
    <message>
        <source>Ne&amp;w password</source>
        <translation>新密码(&amp;W)</translation>
    </message>
    <message>
        <source>The same &amp;again</source>
        <translation>再输一次(&amp;A)</translation>
    </message>
    <message>
        <source>At least 8 characters. A short sentence is easy to remember.</source>
        <translation>至少 8 个字符。用一句短话，好记又安全。</translation>
    </message>
    <message>
        <source>Can be used. A longer one is stronger.</source>
        <translation>可以使用，再长一些更安全。</translation>
    </message>
    <message>
        <source>Strong.</source>
        <translation>强度很好。</translation>
    </message>
</context>
<context>
    <name>RecoveryPage</name>
    <message>
        <source>Keep this recovery code</source>
        <translation>请保管好恢复码</translation>
    </message>
    <message>
        <source>If every password is lost, only this code opens the data of {site}. It is shown this once and kept nowhere in the program.</source>
        <translation>如果所有密码都丢失，只有凭此码才能打开“{site}”的数据。恢复码只显示这一次，程序中不保存。</translation>
    </message>
    <message>
        <source>Recovery code</source>
        <translation>恢复码</translation>
    </message>
    <message>
        <source>Key for bundles, in case headquarters&apos; own key is lost</source>
        <translation>上报包密钥（总部密钥丢失时使用）</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>另存为 PDF…</translation>
    </message>
    <message>
        <source>I have put it in a safe place, apart from this PC</source>
        <translation>我已妥善存放，且没有放在这台电脑里</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Sent to {printer}.</source>
        <translation>已发送到 {printer}。</translation>
    </message>
    <message>
        <source>recovery-{code}.pdf</source>
        <translation>恢复码-{code}.pdf</translation>
    </message>
    <message>
        <source>Save as PDF</source>
        <translation>另存为 PDF</translation>
    </message>
    <message>
        <source>PDF files (*.pdf)</source>
        <translation>PDF 文件 (*.pdf)</translation>
    </message>
    <message>
        <source>Saved as {file}. Move it off this PC, then delete it here.</source>
        <translation>已保存为 {file}。请移到别处存放，再从本机删除。</translation>
    </message>
</context>
<context>
    <name>SignInPage</name>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Change person</source>
        <translation>换人</translation>
    </message>
    <message>
        <source>The desk is locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>What is half typed stays as it is.</source>
        <translation>没填完的内容会原样保留。</translation>
    </message>
    <message>
        <source>Drafts are saved. Sign in to go on.</source>
        <translation>草稿已保存，登录后可继续。</translation>
    </message>
    <message>
        <source>Back  Esc</source>
        <translation>返回  Esc</translation>
    </message>
    <message>
        <source>Caps Lock is on</source>
        <translation>大写锁定已打开</translation>
    </message>
    <message>
        <source>Choose a password of your own</source>
        <translation>请设置自己的密码</translation>
    </message>
    <message>
        <source>Somebody else knows the temporary one. With your own you sign what you do.</source>
        <translation>临时密码别人也知道。今后的每一步操作，都由您自己的密码签名。</translation>
    </message>
    <message>
        <source>Keep it and sign in</source>
        <translation>保存并登录</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Another site…</source>
        <translation>其他站点…</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>密码(&amp;P)</translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation>请输入密码。</translation>
    </message>
</context>
<context>
    <name>SiteForm</name>
    <message>
        <source>e.g. Xi&apos;an Road store</source>
        <translation>例如：西安路店</translation>
    </message>
    <message>
        <source>e.g. Head office</source>
        <translation>例如：总部客诉中心</translation>
    </message>
    <message>
        <source>e.g. lixm</source>
        <translation>例如：lixm</translation>
    </message>
    <message>
        <source>A code is needed; ticket numbers begin with it.</source>
        <translation>请填写代码，单号以它开头。</translation>
    </message>
    <message>
        <source>A name is needed; it stands on every paper.</source>
        <translation>请填写名称，打印的单据上都有它。</translation>
    </message>
    <message>
        <source>Your name is needed.</source>
        <translation>请填写姓名。</translation>
    </message>
    <message>
        <source>A login is needed.</source>
        <translation>请填写登录名。</translation>
    </message>
    <message>
        <source>The site</source>
        <translation>站点</translation>
    </message>
    <message>
        <source>&amp;Code</source>
        <translation>代码(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Rules</source>
        <translation>规则包(&amp;R)</translation>
    </message>
    <message>
        <source>P&amp;hone (optional)</source>
        <translation>电话（选填）(&amp;H)</translation>
    </message>
    <message>
        <source>A&amp;ddress (optional)</source>
        <translation>地址（选填）(&amp;D)</translation>
    </message>
    <message>
        <source>First administrator</source>
        <translation>首位系统管理员</translation>
    </message>
    <message>
        <source>Your na&amp;me</source>
        <translation>姓名(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Login</source>
        <translation>登录名(&amp;L)</translation>
    </message>
    <message>
        <source>What you choose or type to sign in</source>
        <translation>登录时用它找到自己</translation>
    </message>
    <message>
        <source>2 to 12 letters and digits; cannot be changed later</source>
        <translation>2 至 12 位字母和数字，建立后不能更改</translation>
    </message>
    <message>
        <source>Bank, China</source>
        <translation>银行网点（中国）</translation>
    </message>
    <message>
        <source>Retail, China</source>
        <translation>零售门店（中国）</translation>
    </message>
</context>
</TS>
