<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ArrivalTableModel</name>
    <message>
        <source>From</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>Bundle</source>
        <translation>包</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>No. {number}</source>
        <translation>第 {number} 包</translation>
    </message>
</context>
<context>
    <name>BranchExchange</name>
    <message>
        <source>Exchange with headquarters</source>
        <translation>总部往来</translation>
    </message>
    <message>
        <source>Take in answers</source>
        <translation>收取下发包</translation>
    </message>
    <message>
        <source>Everything in the usual folder</source>
        <translation>收取常用文件夹中的全部</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Choose another folder…</source>
        <translation>另选文件夹…</translation>
    </message>
    <message>
        <source>Ship now</source>
        <translation>立即上报</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source> hours</source>
        <translation> 小时</translation>
    </message>
    <message>
        <source>Hours between two shipments</source>
        <translation>两次上报间隔的小时数</translation>
    </message>
    <message>
        <source>When bundles leave by themselves</source>
        <translation>何时自动上报</translation>
    </message>
    <message>
        <source>Bundles shipped</source>
        <translation>上报包</translation>
    </message>
    <message>
        <source>Bundles received</source>
        <translation>收到的下发包</translation>
    </message>
    <message>
        <source>Last shipment</source>
        <translation>最近上报</translation>
    </message>
    <message>
        <source>Headquarters&apos; receipt</source>
        <translation>总部签收</translation>
    </message>
    <message>
        <source>Where and when</source>
        <translation>送达位置与时间</translation>
    </message>
    <message>
        <source>Joined: {name}</source>
        <translation>已加入：{name}</translation>
    </message>
    <message>
        <source>Not joined</source>
        <translation>尚未加入总部</translation>
    </message>
    <message>
        <source>Conflicts {count}</source>
        <translation>冲突 {count}</translation>
    </message>
    <message>
        <source>No. {number} · {time}</source>
        <translation>第 {number} 包 · {time}</translation>
    </message>
    <message>
        <source>Nothing shipped yet</source>
        <translation>还没有上报过</translation>
    </message>
    <message numerus="yes">
        <source>%n new record(s) wait to be shipped</source>
        <translation>
            <numerusform>有 %n 条新记录待上报</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything recorded so far is in a bundle</source>
        <translation>目前的记录都已上报</translation>
    </message>
    <message numerus="yes">
        <source>%n bundle(s) await the receipt</source>
        <translation>
            <numerusform>%n 个上报包待签收</numerusform>
        </translation>
    </message>
    <message>
        <source>All receipted</source>
        <translation>全部已签收</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>暂无</translation>
    </message>
    <message>
        <source>Last receipt {time}</source>
        <translation>最近签收 {time}</translation>
    </message>
    <message>
        <source>No folder chosen yet</source>
        <translation>尚未选择文件夹</translation>
    </message>
    <message>
        <source>This branch has not joined headquarters yet.
Choose the enrolment file that headquarters has sent.</source>
        <translation>本店还没有加入总部。
请选择总部发来的入网文件。</translation>
    </message>
    <message>
        <source>This branch has not joined headquarters yet.
The administrator can let it join.</source>
        <translation>本店还没有加入总部。
请由系统管理员办理加入。</translation>
    </message>
    <message>
        <source>Choose the enrolment file…</source>
        <translation>选择入网文件…</translation>
    </message>
    <message>
        <source>Sealing and shipping…</source>
        <translation>正在加密并上报…</translation>
    </message>
    <message>
        <source>Enrolment files (*.redress-enrolment);;All files (*)</source>
        <translation>入网文件 (*.redress-enrolment);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Enrolment file</source>
        <translation>入网文件</translation>
    </message>
    <message>
        <source>Joining headquarters…</source>
        <translation>正在加入总部…</translation>
    </message>
    <message>
        <source>This branch has joined. Choose where bundles shall go, then ship.</source>
        <translation>已加入总部。请选择上报包的送达位置，然后上报。</translation>
    </message>
    <message>
        <source>Folder, stick or share that bundles go to</source>
        <translation>上报包送往的文件夹、U 盘或共享目录</translation>
    </message>
    <message>
        <source>Folder with bundles</source>
        <translation>存放下发包的文件夹</translation>
    </message>
    <message>
        <source>Bundles (*.redress)</source>
        <translation>数据包 (*.redress)</translation>
    </message>
    <message>
        <source>Bundles</source>
        <translation>数据包</translation>
    </message>
    <message>
        <source>Checking and taking in…</source>
        <translation>正在核验并收取…</translation>
    </message>
    <message>
        <source>There are no bundles for this branch.</source>
        <translation>没有发给本店的下发包。</translation>
    </message>
</context>
<context>
    <name>BranchTableModel</name>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>门店</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Last bundle taken in</source>
        <translation>最近收到的上报包</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>暂存</translation>
    </message>
    <message>
        <source>Last answer</source>
        <translation>最近下发</translation>
    </message>
    <message>
        <source>Awaiting receipt</source>
        <translation>待门店签收</translation>
    </message>
    <message>
        <source>Joined {time}</source>
        <translation>{time} 已加入</translation>
    </message>
    <message>
        <source>Invited {time}</source>
        <translation>{time} 已邀请</translation>
    </message>
    <message>
        <source>No. {number}</source>
        <translation>第 {number} 包</translation>
    </message>
</context>
<context>
    <name>CloseRun</name>
    <message>
        <source>Close the day</source>
        <translation>日结</translation>
    </message>
    <message>
        <source>Print the daily summary</source>
        <translation>打印每日汇总</translation>
    </message>
    <message>
        <source>Ship to headquarters</source>
        <translation>上报总部</translation>
    </message>
    <message>
        <source>Back up</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Signed with record No. {seq}.</source>
        <translation>已签署，截至操作留痕第 {seq} 条。</translation>
    </message>
    <message>
        <source>No printer is set up; the paper stands at the right and can be saved.</source>
        <translation>没有可用的打印机。汇总显示在右侧，可另存后再打印。</translation>
    </message>
    <message>
        <source>Sent to {printer}.</source>
        <translation>已送往打印机 {printer}。</translation>
    </message>
    <message>
        <source>This branch has not joined headquarters.</source>
        <translation>本店尚未加入总部。</translation>
    </message>
    <message>
        <source>Shipping by itself is switched off; ship by hand when it suits.</source>
        <translation>自动上报已关闭，请在方便时手动上报。</translation>
    </message>
    <message>
        <source>Nobody has chosen yet where bundles go (Exchange with headquarters).</source>
        <translation>尚未选择上报包的送达位置，请到“总部往来”设置。</translation>
    </message>
    <message>
        <source>Nobody has chosen yet where backups go (System).</source>
        <translation>尚未选择备份文件夹，请到“系统管理”设置。</translation>
    </message>
    <message>
        <source>{name}, {size}, opened and checked.</source>
        <translation>{name}（{size}），已打开核验。</translation>
    </message>
</context>
<context>
    <name>ConflictPane</name>
    <message>
        <source>Conflicts</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>Both versions</source>
        <translation>两个版本</translation>
    </message>
    <message>
        <source>Keep what stands here</source>
        <translation>保留本方版本</translation>
    </message>
    <message>
        <source>Take the branch&apos;s version</source>
        <translation>采用门店版本</translation>
    </message>
    <message>
        <source>Reason for the decision</source>
        <translation>裁定理由</translation>
    </message>
    <message>
        <source>There are no conflicts.</source>
        <translation>没有冲突。</translation>
    </message>
    <message>
        <source>Kept but not applied: {reason}.</source>
        <translation>已留存、未生效：{reason}。</translation>
    </message>
    <message>
        <source> Headquarters decides which version stands.</source>
        <translation>以哪个版本为准由总部裁定。</translation>
    </message>
</context>
<context>
    <name>ConflictTableModel</name>
    <message>
        <source>Number</source>
        <translation>单号</translation>
    </message>
    <message>
        <source>Changed by</source>
        <translation>改动方</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>所做操作</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
</context>
<context>
    <name>DayChooser</name>
    <message>
        <source>Day before</source>
        <translation>前一天</translation>
    </message>
    <message>
        <source>Day after</source>
        <translation>后一天</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Business day</source>
        <translation>营业日</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>已日结</translation>
    </message>
    <message>
        <source>Supplement due</source>
        <translation>待出补充页</translation>
    </message>
    <message>
        <source>Not closed yet</source>
        <translation>未日结</translation>
    </message>
</context>
<context>
    <name>DayClosePage</name>
    <message>
        <source>Day&apos;s close and reports</source>
        <translation>日结与报表</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>补打</translation>
    </message>
    <message>
        <source>The day is closed by the manager.</source>
        <translation>日结由店长办理。</translation>
    </message>
    <message>
        <source>Remark for the day (optional)</source>
        <translation>当日备注（选填）</translation>
    </message>
    <message>
        <source>Closing the day</source>
        <translation>正在日结</translation>
    </message>
    <message>
        <source>Still in the way (nothing of it blocks)</source>
        <translation>遗留事项（不影响日结）</translation>
    </message>
    <message>
        <source>Supplement {number}: print, ship and back up</source>
        <translation>出第 {number} 张补充页：打印、上报、备份</translation>
    </message>
    <message>
        <source>Close the day: print, ship and back up</source>
        <translation>日结：打印、上报、备份</translation>
    </message>
    <message>
        <source>Try the failed steps again</source>
        <translation>重试未完成的步骤</translation>
    </message>
    <message>
        <source>Closed {time} by {name}</source>
        <translation>{time} 由 {name} 日结</translation>
    </message>
    <message>
        <source>Supplement {number}: {time} by {name}</source>
        <translation>补充页 {number}：{time} 由 {name} 出具</translation>
    </message>
    <message>
        <source>Days that nobody has closed:</source>
        <translation>尚未日结：</translation>
    </message>
    <message>
        <source>The day is closed. Not every step worked; see the list.</source>
        <translation>已日结，但有步骤没有完成，请看列表。</translation>
    </message>
    <message>
        <source>The day is closed.</source>
        <translation>已日结。</translation>
    </message>
    <message>
        <source>Printed again on {printer}.</source>
        <translation>已补打，送往打印机 {printer}。</translation>
    </message>
    <message>
        <source>Saved as {file}.</source>
        <translation>已保存为 {file}。</translation>
    </message>
    <message>
        <source>No printer is set up. The paper can be saved instead.</source>
        <translation>没有可用的打印机，可先另存。</translation>
    </message>
</context>
<context>
    <name>DayFigures</name>
    <message>
        <source>Received</source>
        <translation>当日受理</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>当日办结</translation>
    </message>
    <message>
        <source>Still open</source>
        <translation>在办</translation>
    </message>
    <message>
        <source>Paid out</source>
        <translation>当日赔付</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>已超时</translation>
    </message>
    <message>
        <source>Due soon</source>
        <translation>下一工作日到期</translation>
    </message>
    <message>
        <source>Raised</source>
        <translation>上报</translation>
    </message>
    <message>
        <source>Paid on the spot</source>
        <translation>当场赔付（笔）</translation>
    </message>
</context>
<context>
    <name>ExchangeWords</name>
    <message>
        <source>At each day&apos;s close</source>
        <translation>每日日结时</translation>
    </message>
    <message>
        <source>Every few hours</source>
        <translation>每隔几小时</translation>
    </message>
    <message>
        <source>Only by hand</source>
        <translation>仅手动</translation>
    </message>
    <message>
        <source>Every {hours} hours</source>
        <translation>每 {hours} 小时</translation>
    </message>
    <message>
        <source>Nothing new to ship; headquarters has everything.</source>
        <translation>没有新内容需要上报，总部已全部收到。</translation>
    </message>
    <message>
        <source>{file}: refused</source>
        <translation>{file}：未收取</translation>
    </message>
    <message>
        <source>{site}, bundle {number}: {verdict}</source>
        <translation>{site} 第 {number} 包：{verdict}</translation>
    </message>
    <message>
        <source>taken in</source>
        <translation>已收取</translation>
    </message>
    <message>
        <source>taken in before</source>
        <translation>此前已收取</translation>
    </message>
    <message>
        <source>held</source>
        <translation>暂存</translation>
    </message>
    <message>
        <source>It comes from a newer version; update this program, it is kept.</source>
        <translation>此包由更新版本的程序制作，已暂存。请升级本程序。</translation>
    </message>
    <message>
        <source>Bundle {first} must come first; this one is kept until then.</source>
        <translation>须先收到第 {first} 包，此包已暂存，届时自动处理。</translation>
    </message>
    <message>
        <source>Bundles {first} to {last} must come first; this one is kept until then.</source>
        <translation>须先收到第 {first} 至 {last} 包，此包已暂存，届时自动处理。</translation>
    </message>
    <message>
        <source>Records: {entries}; pieces of evidence: {evidence}.</source>
        <translation>记录 {entries} 条，证据 {evidence} 件。</translation>
    </message>
    <message>
        <source>Nothing new for this branch.</source>
        <translation>没有需要下发的新内容。</translation>
    </message>
    <message>
        <source>Receipted {time}</source>
        <translation>{time} 已签收</translation>
    </message>
    <message>
        <source>Not delivered yet</source>
        <translation>尚未送达</translation>
    </message>
    <message>
        <source>Waiting for the receipt</source>
        <translation>等待签收</translation>
    </message>
    <message>
        <source>changed by a site that did not handle the ticket any more</source>
        <translation>改动方当时已不是主办方</translation>
    </message>
    <message>
        <source>waits until the earlier conflict is decided</source>
        <translation>须待前一冲突裁定</translation>
    </message>
    <message>
        <source>made before headquarters had decided</source>
        <translation>改动时尚未收到总部的裁定</translation>
    </message>
    <message>
        <source>speaks of a ticket that is not known here</source>
        <translation>涉及本方没有的投诉单</translation>
    </message>
    <message>
        <source>speaks of something that is not known here</source>
        <translation>涉及本方没有的记录</translation>
    </message>
    <message>
        <source>changes what belongs to another site</source>
        <translation>改动了其他站点的记录</translation>
    </message>
    <message>
        <source>Nothing new; earlier bundles without a receipt lie ready again: {count}.</source>
        <translation>没有新内容；此前未签收的 {count} 个上报包已重新送达。</translation>
    </message>
    <message>
        <source>Shipped. Bundles that lie ready: {count}; the receipt will follow.</source>
        <translation>已上报，共送达 {count} 个上报包，等待总部签收。</translation>
    </message>
    <message>
        <source>Taken in before, nothing was changed: {count}.</source>
        <translation>{count} 个包此前已收取，没有重复处理。</translation>
    </message>
    <message>
        <source>Held bundles that could follow: {count}.</source>
        <translation>随后处理了暂存的 {count} 个包。</translation>
    </message>
    <message>
        <source>Records that contradict what is known here: {count}, see Conflicts.</source>
        <translation>其中 {count} 条与本方记录冲突，请看“冲突”页。</translation>
    </message>
    <message>
        <source>Bundles that lie ready: {count}.</source>
        <translation>已送达 {count} 个下发包。</translation>
    </message>
</context>
<context>
    <name>HeadquartersExchange</name>
    <message>
        <source>Exchange with the branches</source>
        <translation>总部往来</translation>
    </message>
    <message>
        <source>Invite a branch…</source>
        <translation>邀请门店…</translation>
    </message>
    <message>
        <source>Take in bundles</source>
        <translation>收取上报包</translation>
    </message>
    <message>
        <source>Everything in the usual folder</source>
        <translation>收取常用文件夹中的全部</translation>
    </message>
    <message>
        <source>Choose files…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Answer the branches</source>
        <translation>下发答复</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Save the enrolment file…</source>
        <translation>保存入网文件…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Branches</source>
        <translation>门店</translation>
    </message>
    <message>
        <source>Bundles received</source>
        <translation>收到的上报包</translation>
    </message>
    <message>
        <source>Answers sent</source>
        <translation>下发包</translation>
    </message>
    <message>
        <source>Invite a branch</source>
        <translation>邀请门店</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>As the branch was set up, such as SH001</source>
        <translation>与门店建站时的代码一致，例如 SH001</translation>
    </message>
    <message>
        <source>Name of the branch</source>
        <translation>门店名称</translation>
    </message>
    <message>
        <source>Bundles are taken in from</source>
        <translation>上报包收取位置</translation>
    </message>
    <message>
        <source>Answers go to</source>
        <translation>下发包送达位置</translation>
    </message>
    <message>
        <source>{joined} joined</source>
        <translation>{joined} 家已加入</translation>
    </message>
    <message>
        <source>{invited} invited in all</source>
        <translation>共邀请 {invited} 家</translation>
    </message>
    <message>
        <source>No folder chosen yet</source>
        <translation>尚未选择文件夹</translation>
    </message>
    <message>
        <source>Last bundle {time}</source>
        <translation>最近收取 {time}</translation>
    </message>
    <message numerus="yes">
        <source>%n bundle(s) await the branch&apos;s receipt</source>
        <translation>
            <numerusform>%n 个下发包待门店签收</numerusform>
        </translation>
    </message>
    <message>
        <source>Conflicts {count}</source>
        <translation>冲突 {count}</translation>
    </message>
    <message>
        <source>The code is needed.</source>
        <translation>请填写代码。</translation>
    </message>
    <message>
        <source>The name is needed.</source>
        <translation>请填写名称。</translation>
    </message>
    <message>
        <source>Enrolment files (*.redress-enrolment)</source>
        <translation>入网文件 (*.redress-enrolment)</translation>
    </message>
    <message>
        <source>Save the enrolment file</source>
        <translation>保存入网文件</translation>
    </message>
    <message>
        <source>Making the enrolment file…</source>
        <translation>正在制作入网文件…</translation>
    </message>
    <message>
        <source>{file} is saved. Bring it to the branch by hand; it works once and for that branch.</source>
        <translation>{file} 已保存。请当面或专人送交该门店，仅供该店使用一次。</translation>
    </message>
    <message>
        <source>Bundles (*.redress)</source>
        <translation>数据包 (*.redress)</translation>
    </message>
    <message>
        <source>Bundles</source>
        <translation>数据包</translation>
    </message>
    <message>
        <source>Checking and taking in…</source>
        <translation>正在核验并收取…</translation>
    </message>
    <message>
        <source>There are no bundles in this folder.</source>
        <translation>文件夹中没有上报包。</translation>
    </message>
    <message>
        <source>Sealing the answers…</source>
        <translation>正在加密下发包…</translation>
    </message>
    <message>
        <source>No branch has joined yet.</source>
        <translation>还没有门店加入。</translation>
    </message>
    <message>
        <source>Folder that the branches&apos; bundles arrive in</source>
        <translation>门店上报包所在的文件夹</translation>
    </message>
    <message>
        <source>Folder that answers to the branches go to</source>
        <translation>下发包送往的文件夹</translation>
    </message>
    <message>
        <source>Decided. The branch gets the decision with the next answers.</source>
        <translation>已裁定，结果将随下次下发送达门店。</translation>
    </message>
</context>
<context>
    <name>PairTableModel</name>
    <message>
        <source>Field</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>本方</translation>
    </message>
    <message>
        <source>There</source>
        <translation>对方</translation>
    </message>
    <message>
        <source>Handled by</source>
        <translation>经办人</translation>
    </message>
    <message>
        <source>Offered to</source>
        <translation>移交对象</translation>
    </message>
    <message>
        <source>With the manager</source>
        <translation>已上报店长</translation>
    </message>
    <message>
        <source>First response</source>
        <translation>首次回应</translation>
    </message>
    <message>
        <source>Resolved</source>
        <translation>解决时间</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>办结时间</translation>
    </message>
    <message>
        <source>Re-check route told</source>
        <translation>已告知复核途径</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>a member of staff</source>
        <translation>某位员工</translation>
    </message>
    <message>
        <source>another site</source>
        <translation>其他站点</translation>
    </message>
</context>
<context>
    <name>ResultSection</name>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ReviewWords</name>
    <message numerus="yes">
        <source>%n open ticket(s) are overdue</source>
        <translation>
            <numerusform>%n 件未结投诉已超时</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n promise(s) were due and stand open</source>
        <translation>
            <numerusform>%n 项承诺已到期未兑现</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) wait for the manager&apos;s answer</source>
        <translation>
            <numerusform>%n 件待店长批复</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n remedy(s) wait for approval</source>
        <translation>
            <numerusform>%n 个处理方案待审批</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n payout(s) on the spot to look over</source>
        <translation>
            <numerusform>%n 笔当场赔付待复核</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n half-typed complaint(s) not registered</source>
        <translation>
            <numerusform>%n 份草稿还没有登记</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) came after the close</source>
        <translation>
            <numerusform>日结后新增 %n 件，须出补充页</numerusform>
        </translation>
    </message>
    <message>
        <source>No complaint this day: a zero report is made</source>
        <translation>当日没有投诉，将出零报告</translation>
    </message>
    <message>
        <source>Nothing is left over</source>
        <translation>没有遗留事项</translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) fall due in the next working day</source>
        <translation>
            <numerusform>%n 件将在下一工作日内到期</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ShipmentTableModel</name>
    <message>
        <source>To</source>
        <translation>送往</translation>
    </message>
    <message>
        <source>Bundle</source>
        <translation>包</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>制作时间</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>送达</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>签收</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>No. {number}</source>
        <translation>第 {number} 包</translation>
    </message>
</context>
</TS>
