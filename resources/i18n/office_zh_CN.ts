<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AmountsPane</name>
    <message>
        <source>Amounts</source>
        <translation>权限金额</translation>
    </message>
    <message>
        <source>Levels</source>
        <translation>层级</translation>
    </message>
    <message>
        <source>Amounts and levels</source>
        <translation>金额与层级</translation>
    </message>
</context>
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
    <name>BackupPanel</name>
    <message>
        <source>Backups</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message>
        <source> backups</source>
        <translation> 份</translation>
    </message>
    <message>
        <source>How many backups stay</source>
        <translation>保留的备份份数</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Check the chosen backup</source>
        <translation>核验选中的备份</translation>
    </message>
    <message>
        <source>Last backup</source>
        <translation>最近备份</translation>
    </message>
    <message>
        <source>Where backups go</source>
        <translation>备份位置</translation>
    </message>
    <message>
        <source>Choose a backup in the list first.</source>
        <translation>请先在列表中选择备份。</translation>
    </message>
    <message>
        <source>A backup was last checked {time}</source>
        <translation>最近核验 {time}</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>还没有备份过</translation>
    </message>
    <message>
        <source>Best on another disk; the same keys open it as open the site.</source>
        <translation>最好放在另一个磁盘。备份已加密，用本站点的密码即可打开。</translation>
    </message>
    <message>
        <source>No folder chosen yet</source>
        <translation>尚未选择文件夹</translation>
    </message>
    <message>
        <source>Backing up…</source>
        <translation>正在备份…</translation>
    </message>
    <message>
        <source>Backed up as {name}: opened and checked.</source>
        <translation>已备份为 {name}，并已打开核验。</translation>
    </message>
    <message>
        <source>Reading the backup from end to end…</source>
        <translation>正在完整读取备份…</translation>
    </message>
    <message>
        <source>{name} is whole: every file, every page.</source>
        <translation>{name} 完整无误，所有文件均已核对。</translation>
    </message>
    <message>
        <source>Folder that backups go to</source>
        <translation>备份存放的文件夹</translation>
    </message>
    <message>
        <source>Restore drill</source>
        <translation>恢复演练</translation>
    </message>
    <message>
        <source>Restores the chosen backup for a trial, opens and proves it, takes it away</source>
        <translation>试恢复所选备份，打开并核验，随后删除副本</translation>
    </message>
    <message>
        <source>Restoring for a trial and proving…</source>
        <translation>正在试恢复并核验…</translation>
    </message>
    <message>
        <source>{name} can be relied on: restored, opened and proved. {behind} records were made here since.</source>
        <translation>{name} 可以放心使用：已试恢复、打开并核验。此后本机又新增留痕 {behind} 条。</translation>
    </message>
    <message>
        <source>{name} does not hold ({reason}). Make a new backup now, and keep this one.</source>
        <translation>{name} 未通过核验（{reason}）。请立即重新备份，并保留这份备份。</translation>
    </message>
</context>
<context>
    <name>BackupTableModel</name>
    <message>
        <source>Made</source>
        <translation>备份时间</translation>
    </message>
    <message>
        <source>Records</source>
        <translation>留痕记录</translation>
    </message>
    <message>
        <source>Pieces of evidence</source>
        <translation>证据</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
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
    <name>CalendarsPane</name>
    <message>
        <source>Calendars</source>
        <translation>工作日历</translation>
    </message>
    <message>
        <source>Days of the chosen year</source>
        <translation>所选年份的安排</translation>
    </message>
    <message>
        <source>Deadlines that reach into a year without an official decree are marked “provisional”.</source>
        <translation>时限跨入尚无正式放假安排的年份时，会标注“暂定”。</translation>
    </message>
    <message>
        <source>{year}, days off: {off}.
Make-up working days: {work}.</source>
        <translation>{year} 年放假：{off}。
调休上班：{work}。</translation>
    </message>
</context>
<context>
    <name>CategoriesPane</name>
    <message>
        <source>Categories</source>
        <translation>投诉类别</translation>
    </message>
    <message>
        <source>Categories and codes</source>
        <translation>类别与代码</translation>
    </message>
    <message>
        <source>Codes</source>
        <translation>代码表</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表</translation>
    </message>
    <message numerus="yes">
        <source>{table} (%n row(s))</source>
        <translation>
            <numerusform>{table}（%n 项）</numerusform>
        </translation>
    </message>
    <message>
        <source>This rule pack has no tables of codes.</source>
        <translation>本规则包没有代码表。</translation>
    </message>
    <message>
        <source>Source: {source} · {checked}</source>
        <translation>来源：{source} · {checked}</translation>
    </message>
</context>
<context>
    <name>CheckPanel</name>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Integrity</source>
        <translation>完整性核验</translation>
    </message>
    <message>
        <source>Recomputes the chain of records and every signature, replays the records and compares, reads all evidence again. Nothing is changed; the desk can go on working meanwhile.</source>
        <translation>重新计算全部操作留痕和签名，按留痕重演并比对数据，逐件重读证据。核验不改动任何内容，期间可以照常办理业务。</translation>
    </message>
    <message>
        <source>Check everything now</source>
        <translation>开始核验</translation>
    </message>
    <message>
        <source>Also replay the records and read all evidence (longer)</source>
        <translation>同时重演留痕并重读全部证据（较慢）</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在核验…</translation>
    </message>
    <message>
        <source>Everything holds.</source>
        <translation>全部核验无误。</translation>
    </message>
    <message>
        <source>Records checked: {entries}. Rows compared: {rows}. Evidence read: {evidence}.</source>
        <translation>核对留痕 {entries} 条，比对数据 {rows} 行，重读证据 {evidence} 件。</translation>
    </message>
    <message>
        <source>Last record No. {seq}, fingerprint {head}</source>
        <translation>最新留痕第 {seq} 条，校验码 {head}</translation>
    </message>
    <message>
        <source>The printed daily summary carries the same one.</source>
        <translation>与打印的每日汇总上的校验码一致。</translation>
    </message>
</context>
<context>
    <name>ClockTableModel</name>
    <message>
        <source>Deadline</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>期限</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>核实</translation>
    </message>
    <message>
        <source>May be</source>
        <translation>可以</translation>
    </message>
    <message>
        <source>for reference only</source>
        <translation>仅供参考</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>中止</translation>
    </message>
    <message>
        <source>extended to {longest}</source>
        <translation>延至 {longest}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>ClocksPane</name>
    <message>
        <source>Deadlines</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Grounds for stopping the decision clock</source>
        <translation>处理决定时限的中止事由</translation>
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
        <source>{name}, {size}, opened and checked.</source>
        <translation>{name}（{size}），已打开核验。</translation>
    </message>
    <message>
        <source>Nobody has chosen yet where backups go; the administrator does so under System, Backups.</source>
        <translation>尚未选择备份文件夹，请由系统管理员在“系统管理” → “备份”中选择。</translation>
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
    <message>
        <source>What was done</source>
        <translation>办理结果</translation>
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
    <name>DifferenceTableModel</name>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>现行</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>文件中</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
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
    <message>
        <source>signed by nobody, although only a person does this</source>
        <translation>没有任何人签名，而这一步只能由人来做</translation>
    </message>
</context>
<context>
    <name>GroundTableModel</name>
    <message>
        <source>Ground for stopping</source>
        <translation>中止事由</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>证明材料</translation>
    </message>
    <message>
        <source>required</source>
        <translation>须附</translation>
    </message>
</context>
<context>
    <name>HeadquartersExchange</name>
    <message>
        <source>Exchange with the branches</source>
        <translation>网点往来</translation>
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
    <name>HoursForm</name>
    <message>
        <source>Opening hours</source>
        <translation>营业时间</translation>
    </message>
    <message>
        <source>Deadlines in opening hours count only while the branch is open. Write 09:00-12:00, 13:30-21:00; leave empty for closed. 18:00-02:00 ends the next morning.</source>
        <translation>按营业小时计的时限只在营业时间内计算。请写成 09:00-12:00, 13:30-21:00；不营业则留空。18:00-02:00 表示到次日凌晨。</translation>
    </message>
    <message>
        <source>Save the hours</source>
        <translation>保存营业时间</translation>
    </message>
    <message>
        <source>2027-02-05 10:00-16:00
2027-02-06 closed</source>
        <translation>2027-02-05 10:00-16:00
2027-02-06 休息</translation>
    </message>
    <message>
        <source>Opening hours of this branch</source>
        <translation>本店营业时间</translation>
    </message>
    <message>
        <source>Single days, one a line</source>
        <translation>个别日期（每行一天）</translation>
    </message>
    <message>
        <source>They come before the week and the public holidays.</source>
        <translation>优先于每周安排和法定节假日。</translation>
    </message>
    <message>
        <source>As in the rule pack</source>
        <translation>按规则包</translation>
    </message>
    <message>
        <source>Hours of our own</source>
        <translation>自行设定</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>休息</translation>
    </message>
    <message>
        <source>Only the {manager} may do this</source>
        <translation>须由{manager}操作</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>没有改动。</translation>
    </message>
    <message>
        <source>“{line}” cannot be read. Write 2027-02-05 10:00-16:00.</source>
        <translation>“{line}”看不懂。请写成 2027-02-05 10:00-16:00。</translation>
    </message>
    <message>
        <source>Saved. Deadlines in opening hours were counted again.</source>
        <translation>已保存，按营业小时计的时限已重新计算。</translation>
    </message>
    <message>
        <source>Write 09:00-12:00, 13:30-21:00: one after the other, not overlapping.</source>
        <translation>请写成 09:00-12:00, 13:30-21:00，各段按先后排列、不重叠。</translation>
    </message>
</context>
<context>
    <name>ImportPanel</name>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Choose the table…</source>
        <translation>选择表格…</translation>
    </message>
    <message>
        <source>Choose the map…</source>
        <translation>选择对照表…</translation>
    </message>
    <message>
        <source>First rows</source>
        <translation>前几行</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Table with complaints</source>
        <translation>投诉表格</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>对照表</translation>
    </message>
    <message>
        <source>Maps (*.json)</source>
        <translation>对照表 (*.json)</translation>
    </message>
    <message>
        <source>Reading the table…</source>
        <translation>正在读取表格…</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>未选择</translation>
    </message>
    <message>
        <source>Choose a table and a map that fits it first.</source>
        <translation>请先选择表格和与之相配的对照表。</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) in the file; the first of them:</source>
        <translation>
            <numerusform>文件共 %n 行，前几行如下：</numerusform>
        </translation>
    </message>
    <message>
        <source>An import was broken off; it goes on after line {line}.</source>
        <translation>上次导入中断，将从第 {line} 行之后继续。</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>正在导入…</translation>
    </message>
    <message numerus="yes">
        <source>%n complaint(s) imported.</source>
        <translation>
            <numerusform>已导入 %n 件。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) could not be taken in.</source>
        <translation>
            <numerusform>%n 行未能导入。</numerusform>
        </translation>
    </message>
    <message>
        <source>They stand with the reasons in {file}.</source>
        <translation>连同原因存放在 {file}。</translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) left out by the map or taken in before.</source>
        <translation>
            <numerusform>%n 行按对照表跳过或此前已导入。</numerusform>
        </translation>
    </message>
    <message>
        <source>Takes complaints over from an Excel workbook or a CSV file. A map says which column fills which field. Good rows get a number, the others go to a file with the reasons.</source>
        <translation>从 Excel 工作簿或 CSV 表格导入原有投诉。对照表说明哪一列对应哪个栏目；合格的行登记编号，其余连同原因另存。</translation>
    </message>
    <message>
        <source>Tables (*.xlsx *.csv *.txt)</source>
        <translation>表格 (*.xlsx *.csv *.txt)</translation>
    </message>
    <message numerus="yes">
        <source>%n of the rows are hidden in Excel; they count too.</source>
        <translation>
            <numerusform>其中 %n 行在 Excel 中是隐藏的，也一并处理了。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LevelTableModel</name>
    <message>
        <source>Level</source>
        <translation>层级</translation>
    </message>
    <message>
        <source>Raises to</source>
        <translation>上级</translation>
    </message>
</context>
<context>
    <name>LimitTableModel</name>
    <message>
        <source>Role</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>May grant alone</source>
        <translation>可自行决定的金额</translation>
    </message>
</context>
<context>
    <name>LossCard</name>
    <message>
        <source>Open for reading only</source>
        <translation>目前只能查看</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Accept the loss and work on</source>
        <translation>确认缺失，继续工作</translation>
    </message>
    <message>
        <source>The loss is recorded and the desk works on. What headquarters had received comes back with the next exchange.</source>
        <translation>已记录缺失，可以继续工作。总部已签收的内容会在下次总部往来时找回。</translation>
    </message>
</context>
<context>
    <name>MachinePanel</name>
    <message>
        <source>This PC</source>
        <translation>本机设置</translation>
    </message>
    <message>
        <source>Lock the desk when nobody types for</source>
        <translation>无人操作多久后锁屏</translation>
    </message>
    <message>
        <source>Half-typed complaints are kept.</source>
        <translation>未填完的投诉会保留。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Printer for slips and summaries</source>
        <translation>打印回执和汇总的打印机</translation>
    </message>
    <message>
        <source> minutes</source>
        <translation> 分钟</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>The system&apos;s default printer</source>
        <translation>系统默认打印机</translation>
    </message>
</context>
<context>
    <name>PackCheck</name>
    <message>
        <source>Apply</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Check of a rule pack</source>
        <translation>规则包检查</translation>
    </message>
    <message>
        <source>{name} · version {version} · {file}</source>
        <translation>{name} · 版本 {version} · {file}</translation>
    </message>
    <message numerus="yes">
        <source>%n fault(s) found. The pack in force stays in force.</source>
        <translation>
            <numerusform>发现 %n 处问题，现行规则包继续有效。</numerusform>
        </translation>
    </message>
    <message>
        <source>No fault was found. It does not differ from the pack in force.</source>
        <translation>没有发现问题，与现行规则包没有差别。</translation>
    </message>
    <message numerus="yes">
        <source>No fault was found. It differs from the pack in force in %n place(s). Once applied, it holds from {since}; tickets keep the rules they started under.</source>
        <translation>
            <numerusform>没有发现问题，与现行规则包有 %n 处不同。启用后自 {since} 起生效；已登记的投诉单仍按登记时的规则。</numerusform>
        </translation>
    </message>
    <message>
        <source>This branch has joined headquarters, which gives it the rules.</source>
        <translation>本店已加入总部，规则包由总部下发。</translation>
    </message>
    <message>
        <source>Only an administrator may put a rule pack into force.</source>
        <translation>须由系统管理员启用规则包。</translation>
    </message>
    <message>
        <source>This version is held here already.</source>
        <translation>这个版本已在这里。</translation>
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
    <name>PreviewTableModel</name>
    <message>
        <source>Line</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>事情经过</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>left out by the map</source>
        <translation>按对照表跳过</translation>
    </message>
    <message>
        <source>can be taken in</source>
        <translation>可以导入</translation>
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
    <name>RulesPanel</name>
    <message>
        <source>Rules</source>
        <translation>规则包</translation>
    </message>
    <message>
        <source>{name} · version {version}</source>
        <translation>{name} · 版本 {version}</translation>
    </message>
    <message>
        <source>For reference. The business day ends at {time}. Fingerprint {digest}. Headquarters&apos; pack comes with its bundles.</source>
        <translation>仅供参考。营业日于 {time} 结束。校验码 {digest}。总部的规则包随下发包更新。</translation>
    </message>
    <message>
        <source>Check a pack…</source>
        <translation>检查规则包…</translation>
    </message>
    <message>
        <source>Rule packs (*.json)</source>
        <translation>规则包 (*.json)</translation>
    </message>
    <message>
        <source>Rule pack to be checked</source>
        <translation>选择要检查的规则包</translation>
    </message>
    <message>
        <source>Checking the rule pack…</source>
        <translation>正在检查规则包…</translation>
    </message>
    <message>
        <source>Rule pack {name} {version} is applied; it holds from {since}.</source>
        <translation>规则包 {name} {version} 已启用，自 {since} 起生效。</translation>
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
<context>
    <name>SitePanel</name>
    <message>
        <source>On paper and in lists</source>
        <translation>单据与列表上的信息</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Phone of the desk</source>
        <translation>受理电话</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>This site</source>
        <translation>本站点</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Fixed at set-up</source>
        <translation>建站时已定</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>币种</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>数据文件夹</translation>
    </message>
    <message>
        <source>The name is needed.</source>
        <translation>请填写名称。</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>已保存。</translation>
    </message>
</context>
<context>
    <name>StaffPanel</name>
    <message>
        <source>Staff</source>
        <translation>员工</translation>
    </message>
    <message>
        <source>Add a person…</source>
        <translation>新增员工…</translation>
    </message>
    <message>
        <source>New temporary password</source>
        <translation>重置密码</translation>
    </message>
    <message>
        <source>Disable…</source>
        <translation>停用…</translation>
    </message>
    <message>
        <source>Add and make a password</source>
        <translation>新增并生成临时密码</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Disable this person</source>
        <translation>确认停用</translation>
    </message>
    <message>
        <source>Handed over, hide it</source>
        <translation>已交给本人，隐藏</translation>
    </message>
    <message>
        <source>Add a person</source>
        <translation>新增员工</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>登录名</translation>
    </message>
    <message>
        <source>What the person types at sign-in, without spaces</source>
        <translation>登录时输入的名字，不含空格</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>Disable a person</source>
        <translation>停用员工</translation>
    </message>
    <message>
        <source>Open tickets go to</source>
        <translation>未结投诉单转交</translation>
    </message>
    <message>
        <source>Temporary password</source>
        <translation>临时密码</translation>
    </message>
    <message>
        <source>Choose a person in the list first.</source>
        <translation>请先在列表中选择员工。</translation>
    </message>
    <message>
        <source>This person has left.</source>
        <translation>该员工已停用。</translation>
    </message>
    <message>
        <source>Nobody can disable themselves.</source>
        <translation>不能停用自己的账号。</translation>
    </message>
    <message>
        <source>The name is needed.</source>
        <translation>请填写姓名。</translation>
    </message>
    <message>
        <source>The login is needed.</source>
        <translation>请填写登录名。</translation>
    </message>
    <message>
        <source>Making the password…</source>
        <translation>正在生成临时密码…</translation>
    </message>
    <message>
        <source>For {login}:</source>
        <translation>{login} 的临时密码：</translation>
    </message>
    <message>
        <source>Shown this once. Hand it over in person; at the first sign-in the person chooses a password of their own.</source>
        <translation>只显示这一次，请当面交给本人。首次登录时由本人改成自己的密码。</translation>
    </message>
    <message>
        <source>{name} can no longer sign in afterwards. What was recorded stays.</source>
        <translation>停用后 {name} 不能再登录，已有的记录全部保留。</translation>
    </message>
    <message>
        <source>Nobody yet</source>
        <translation>暂不转交（待分派）</translation>
    </message>
    <message>
        <source>Disabling…</source>
        <translation>正在停用…</translation>
    </message>
    <message numerus="yes">
        <source>Disabled; %n open ticket(s) passed on.</source>
        <translation>
            <numerusform>已停用，转交未结投诉单 %n 件。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StaffTableModel</name>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>登录名</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>岗位</translation>
    </message>
    <message>
        <source>Open tickets</source>
        <translation>手上未结</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>在岗</translation>
    </message>
    <message>
        <source>Has not signed in yet</source>
        <translation>尚未登录</translation>
    </message>
</context>
<context>
    <name>SystemPage</name>
    <message>
        <source>System</source>
        <translation>系统管理</translation>
    </message>
</context>
<context>
    <name>VersionTableModel</name>
    <message>
        <source>Rule pack</source>
        <translation>规则包</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Holds from</source>
        <translation>生效日</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>失效日</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>校验码</translation>
    </message>
    <message>
        <source>✓ in force</source>
        <translation>✓ 现行</translation>
    </message>
    <message>
        <source>held</source>
        <translation>已保存</translation>
    </message>
</context>
<context>
    <name>VersionsPane</name>
    <message>
        <source>Versions held</source>
        <translation>保存的版本</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>A ticket keeps the version under which it was registered, whatever follows.</source>
        <translation>投诉单始终适用登记时的版本，不受后来版本影响。</translation>
    </message>
</context>
<context>
    <name>YearTableModel</name>
    <message>
        <source>Year</source>
        <translation>年份</translation>
    </message>
    <message>
        <source>Days off</source>
        <translation>放假天数</translation>
    </message>
    <message>
        <source>Make-up days</source>
        <translation>调休上班</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>核实</translation>
    </message>
</context>
</TS>
