<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>BusyBar</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Clocks</name>
    <message>
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>in time</source>
        <translation>按时完成</translation>
    </message>
    <message>
        <source>{span} late</source>
        <translation>逾期 {span}完成</translation>
    </message>
    <message>
        <source>{span} over</source>
        <translation>超时 {span}</translation>
    </message>
    <message>
        <source>{span} left</source>
        <translation>剩 {span}</translation>
    </message>
    <message>
        <source>due {time}</source>
        <translation>{time} 截止</translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation>{days} 天</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已中止</translation>
    </message>
</context>
<context>
    <name>EvidenceStrip</name>
    <message>
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Paste a picture (Ctrl+V)</source>
        <translation>粘贴图片（Ctrl+V）</translation>
    </message>
    <message>
        <source>or drop files here</source>
        <translation>也可将文件拖到此处</translation>
    </message>
    <message numerus="yes">
        <source>Evidence, %n piece(s)</source>
        <translation>
            <numerusform>证据，共 %n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Choose evidence</source>
        <translation>选择证据文件</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>{title}, required</source>
        <translation>{title}，必填</translation>
    </message>
</context>
<context>
    <name>LanguageButton</name>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Close message</source>
        <translation>关闭提示</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Something unexpected happened ({kind}). Nothing that was saved is lost. Please try again; the details are in the log.</source>
        <translation>出现意外情况（{kind}）。已保存的内容没有丢失，请重试；详细信息已写入日志。</translation>
    </message>
</context>
<context>
    <name>MomentEdit</name>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Follow the clock</source>
        <translation>跟随当前时间</translation>
    </message>
</context>
<context>
    <name>PaperPage</name>
    <message>
        <source>Receipt slip</source>
        <translation>受理回执</translation>
    </message>
    <message>
        <source>Handling sheet</source>
        <translation>投诉处理单</translation>
    </message>
    <message>
        <source>Back  Esc</source>
        <translation>返回  Esc</translation>
    </message>
    <message>
        <source>Saved as {file}.</source>
        <translation>已保存为 {file}。</translation>
    </message>
</context>
<context>
    <name>PasswordEdit</name>
    <message>
        <source>Hide password</source>
        <translation>隐藏密码</translation>
    </message>
    <message>
        <source>Show password</source>
        <translation>显示密码</translation>
    </message>
</context>
<context>
    <name>PdfPreview</name>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Fit width</source>
        <translation>适合页宽</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Page preview</source>
        <translation>页面预览</translation>
    </message>
    <message>
        <source>Page {page} of {count}</source>
        <translation>第 {page} / {count} 页</translation>
    </message>
    <message>
        <source>Sent to {printer}.</source>
        <translation>已发送到打印机“{printer}”。</translation>
    </message>
    <message>
        <source>Save as</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>PDF files (*.pdf)</source>
        <translation>PDF 文件 (*.pdf)</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Main navigation</source>
        <translation>主导航</translation>
    </message>
    <message>
        <source>Show names</source>
        <translation>展开导航</translation>
    </message>
    <message>
        <source>Show only icons</source>
        <translation>收起导航</translation>
    </message>
</context>
<context>
    <name>RailButton</name>
    <message>
        <source>{place}, {count} waiting</source>
        <translation>{place}，{count} 项待处理</translation>
    </message>
</context>
<context>
    <name>SkeletonRows</name>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Draft saved {time}</source>
        <translation>草稿已自动保存 {time}</translation>
    </message>
    <message>
        <source>Backup {time}</source>
        <translation>上次备份 {time}</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>数据已加密</translation>
    </message>
    <message>
        <source>Shipped {time}</source>
        <translation>已上报 {time}</translation>
    </message>
    <message>
        <source>Shipped {time}, not yet received by headquarters</source>
        <translation>已上报 {time}，总部尚未签收</translation>
    </message>
    <message>
        <source>Shipped {time}, received by headquarters</source>
        <translation>已上报 {time}，总部已签收</translation>
    </message>
    <message>
        <source>Shipped {time}, headquarters&apos; receipt is late</source>
        <translation>已上报 {time}，总部签收逾期</translation>
    </message>
</context>
<context>
    <name>Thumb</name>
    <message>
        <source>{name}, being taken in</source>
        <translation>{name}，正在收存</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Search phone tail, surname, number, goods   Ctrl+F</source>
        <translation>搜索手机尾号、姓氏、单号、商品   Ctrl+F</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Register complaint (F2)</source>
        <translation>登记投诉 (F2)</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>切换浅色或深色</translation>
    </message>
    <message>
        <source>Signed in: {person}</source>
        <translation>当前人员：{person}</translation>
    </message>
    <message>
        <source>Change person</source>
        <translation>换人</translation>
    </message>
    <message>
        <source>Lock screen	Ctrl+L</source>
        <translation>锁屏	Ctrl+L</translation>
    </message>
</context>
<context>
    <name>Workplace</name>
    <message>
        <source>Today</source>
        <translation>今日待办</translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation>投诉单</translation>
    </message>
    <message>
        <source>Branches</source>
        <translation>网点往来</translation>
    </message>
    <message>
        <source>Headquarters</source>
        <translation>总部往来</translation>
    </message>
    <message>
        <source>Register a complaint</source>
        <translation>登记投诉</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>单据</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统管理</translation>
    </message>
    <message>
        <source>Approvals</source>
        <translation>待我审批</translation>
    </message>
    <message>
        <source>Day close</source>
        <translation>日结与报表</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>open</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>closed, Enter opens</source>
        <translation>已收起，按回车展开</translation>
    </message>
</context>
</TS>
