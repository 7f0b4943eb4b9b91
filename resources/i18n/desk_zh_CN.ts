<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>ActPanel</name>
    <message>
        <source>Put aside (Esc)</source>
        <translation>收起（Esc）</translation>
    </message>
    <message>
        <source>{act} (Ctrl+Enter)</source>
        <translation>{act}（Ctrl+Enter）</translation>
    </message>
</context>
<context>
    <name>Acts</name>
    <message>
        <source>This is no amount.</source>
        <translation>这不是金额。</translation>
    </message>
    <message>
        <source>At most {limit} characters.</source>
        <translation>最多 {limit} 个字。</translation>
    </message>
    <message>
        <source>How the complainant was told</source>
        <translation>告知顾客的方式</translation>
    </message>
    <message>
        <source>Please fill this in.</source>
        <translation>请填写。</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>What the custodian is asked to do</source>
        <translation>提请主办方办理的事项</translation>
    </message>
    <message>
        <source>What it is about, and what is asked for</source>
        <translation>情况说明和请示事项</translation>
    </message>
    <message>
        <source>What the branch shall know</source>
        <translation>告知门店的内容</translation>
    </message>
    <message>
        <source>What the branch shall do</source>
        <translation>要求门店怎么办</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Authorised up to</source>
        <translation>授权金额上限</translation>
    </message>
    <message>
        <source>Only an authorisation has an amount.</source>
        <translation>只有“同意授权”才填金额。</translation>
    </message>
    <message>
        <source>Asked: {question}</source>
        <translation>请示：{question}</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>What exactly is offered</source>
        <translation>方案内容</translation>
    </message>
    <message>
        <source>Alone up to {limit}</source>
        <translation>本人额度 {limit}</translation>
    </message>
    <message>
        <source>Above your limit: a second person must approve.</source>
        <translation>超出本人额度，须由他人审批。</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Why not</source>
        <translation>驳回理由</translation>
    </message>
    <message>
        <source>Voucher or receipt number</source>
        <translation>凭证号</translation>
    </message>
    <message>
        <source>Signed for by</source>
        <translation>签收人</translation>
    </message>
    <message>
        <source>Witness, if they would not sign</source>
        <translation>见证人（顾客拒签时填）</translation>
    </message>
    <message>
        <source>Somebody must sign, or a witness be named.</source>
        <translation>须有人签收；顾客拒签时请填见证人。</translation>
    </message>
    <message>
        <source>The outcome</source>
        <translation>处理结果</translation>
    </message>
    <message>
        <source>Above your limit: propose it, so that a second person can approve.</source>
        <translation>超出本人额度，请改用“拟定方案”报请审批。</translation>
    </message>
    <message>
        <source>What was said</source>
        <translation>沟通内容</translation>
    </message>
    <message>
        <source>What is promised</source>
        <translation>承诺事项</translation>
    </message>
    <message>
        <source>Who keeps it</source>
        <translation>负责人</translation>
    </message>
    <message>
        <source>This time has passed.</source>
        <translation>这个时间已经过了。</translation>
    </message>
    <message>
        <source>Give it to</source>
        <translation>指派给</translation>
    </message>
    <message>
        <source>Tell the complainant also where to turn if they do not agree.</source>
        <translation>请同时告知顾客：如有异议可以向哪里反映。</translation>
    </message>
    <message>
        <source>Why it is not upheld</source>
        <translation>不予支持的理由</translation>
    </message>
    <message>
        <source>The complainant must be told the reasons and the other routes.</source>
        <translation>须向顾客说明理由，并告知其他解决途径。</translation>
    </message>
    <message>
        <source>What the call found</source>
        <translation>回访结果</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>Reason, which is recorded with your name</source>
        <translation>事由（连同您的姓名一并留痕）</translation>
    </message>
    <message>
        <source>Answer to the desk</source>
        <translation>给前台的答复</translation>
    </message>
    <message>
        <source>To contact the complainant</source>
        <translation>联系顾客</translation>
    </message>
    <message>
        <source>To check who is at the counter</source>
        <translation>核对来人身份</translation>
    </message>
    <message>
        <source>An authority asks for it</source>
        <translation>有关部门调取</translation>
    </message>
    <message>
        <source>Through</source>
        <translation>联系方式</translation>
    </message>
    <message>
        <source>By when</source>
        <translation>兑现时间</translation>
    </message>
    <message>
        <source>Ground</source>
        <translation>中止事由</translation>
    </message>
    <message>
        <source>What happens meanwhile</source>
        <translation>中止期间的办理情况</translation>
    </message>
    <message>
        <source>Evidence that shows it</source>
        <translation>证明材料</translation>
    </message>
    <message>
        <source>This ground must be shown. Choose the evidence.</source>
        <translation>此事由须附证明材料，请选择。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>This ground must be shown: attach a piece of evidence to the ticket first.</source>
        <translation>此事由须附证明材料，请先在证据栏添加。</translation>
    </message>
    <message>
        <source>This ground must be shown by a piece of evidence.</source>
        <translation>此事由须附证明材料。</translation>
    </message>
    <message>
        <source>What came of it (may be left out)</source>
        <translation>结果说明（可不填）</translation>
    </message>
    <message>
        <source>Longer by</source>
        <translation>延长</translation>
    </message>
    <message>
        <source>When the complainant was told</source>
        <translation>告知顾客的时间</translation>
    </message>
    <message>
        <source>This time has not come yet.</source>
        <translation>这个时间还没有到。</translation>
    </message>
    <message>
        <source>The complaint had not been received then.</source>
        <translation>那时还没有收到投诉。</translation>
    </message>
    <message>
        <source>At most {room} more, by the rules.</source>
        <translation>按规则最多还可延长 {room}。</translation>
    </message>
    <message>
        <source>The rules see nothing that speaks for a higher risk.</source>
        <translation>按规则没有发现风险升高的迹象。</translation>
    </message>
    <message>
        <source>The rules propose: {severity}. A person decides. Reasons:</source>
        <translation>规则建议：{severity}，由人决定。依据：</translation>
    </message>
    <message>
        <source> (found: {words})</source>
        <translation>（文字：{words}）</translation>
    </message>
    <message>
        <source>The legal reviewer says</source>
        <translation>法务意见</translation>
    </message>
    <message>
        <source>Who was asked</source>
        <translation>征询的法务</translation>
    </message>
    <message>
        <source>Say why not.</source>
        <translation>请写明不同意的理由。</translation>
    </message>
    <message>
        <source>Yes, it may go out</source>
        <translation>同意，可以答复</translation>
    </message>
    <message>
        <source>No, not so</source>
        <translation>不同意</translation>
    </message>
    <message>
        <source>Choose what it is instead.</source>
        <translation>请选择另一个性质。</translation>
    </message>
</context>
<context>
    <name>ApprovalCard</name>
    <message>
        <source>Proposed by {name}, {time}</source>
        <translation>{name} 拟定，{time}</translation>
    </message>
    <message>
        <source>Open ticket</source>
        <translation>打开投诉单</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Turn down</source>
        <translation>驳回</translation>
    </message>
    <message>
        <source>Above your limit of {limit}; ask headquarters</source>
        <translation>超出本人额度 {limit}，请请示总部</translation>
    </message>
    <message>
        <source>Remark; a reason is needed to turn it down</source>
        <translation>说明（驳回时必填理由）</translation>
    </message>
    <message>
        <source>Please say why.</source>
        <translation>请写明理由。</translation>
    </message>
</context>
<context>
    <name>ApprovalsPage</name>
    <message>
        <source>Waiting for my approval</source>
        <translation>待我审批</translation>
    </message>
    <message numerus="yes">
        <source>%n proposal(s)</source>
        <translation>
            <numerusform>%n 个方案</numerusform>
        </translation>
    </message>
    <message>
        <source>No proposal waits for you. Proposals above a clerk&apos;s own limit appear here.</source>
        <translation>没有待您审批的方案。超出经办人额度的方案会出现在这里。</translation>
    </message>
    <message>
        <source>Approved: {number}</source>
        <translation>已批准：{number}</translation>
    </message>
    <message>
        <source>Turned down: {number}</source>
        <translation>已驳回：{number}</translation>
    </message>
</context>
<context>
    <name>Clocks</name>
    <message>
        <source>For reference, rule pack {rule}</source>
        <translation>仅供参考，规则包 {rule}</translation>
    </message>
    <message>
        <source>{span} ago</source>
        <translation>已过 {span}</translation>
    </message>
    <message>
        <source>provisional</source>
        <translation>暂定</translation>
    </message>
    <message>
        <source>if it went on now: due {time}</source>
        <translation>若现在恢复，{time} 到期</translation>
    </message>
    <message>
        <source>extended by {span}</source>
        <translation>已延期 {span}</translation>
    </message>
    <message>
        <source>Provisional: the public holidays of a year it reaches into are not decreed yet.</source>
        <translation>暂定：所跨年度的节假日安排尚未公布。</translation>
    </message>
</context>
<context>
    <name>DetailsSection</name>
    <message>
        <source>Details</source>
        <translation>登记信息</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>处理结果</translation>
    </message>
    <message>
        <source>Told</source>
        <translation>告知方式</translation>
    </message>
    <message>
        <source>Wants</source>
        <translation>诉求</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>要求金额</translation>
    </message>
    <message>
        <source>Amount in dispute</source>
        <translation>涉及金额</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>特别情形</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>受理时间</translation>
    </message>
    <message>
        <source>Taken by</source>
        <translation>受理人</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>门店</translation>
    </message>
    <message>
        <source>Goods</source>
        <translation>商品</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>Receipt or order</source>
        <translation>小票或订单号</translation>
    </message>
    <message>
        <source>Bought on</source>
        <translation>购买日期</translation>
    </message>
    <message>
        <source>Goods kept</source>
        <translation>留存实物</translation>
    </message>
    <message>
        <source>Complained about</source>
        <translation>被投诉对象</translation>
    </message>
    <message>
        <source>Best time to call</source>
        <translation>方便联系时间</translation>
    </message>
    <message>
        <source>Representative</source>
        <translation>代办人</translation>
    </message>
    <message>
        <source>Forwarded by</source>
        <translation>转办单位</translation>
    </message>
</context>
<context>
    <name>EscalationsSection</name>
    <message>
        <source>Sent up and answered</source>
        <translation>上报与批复</translation>
    </message>
    <message>
        <source>Authorised up to {amount}</source>
        <translation>授权金额不超过 {amount}</translation>
    </message>
</context>
<context>
    <name>EvidencePanel</name>
    <message>
        <source>Evidence ({count})</source>
        <translation>证据（{count}）</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
    <message>
        <source>Taking in {name}…</source>
        <translation>正在收取 {name}…</translation>
    </message>
    <message>
        <source>Pasted {time}.png</source>
        <translation>粘贴 {time}.png</translation>
    </message>
</context>
<context>
    <name>EvidenceViewer</name>
    <message>
        <source>Back to the ticket (Esc)</source>
        <translation>返回投诉单（Esc）</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>核验</translation>
    </message>
    <message>
        <source>Read it whole against its digest</source>
        <translation>通读全文，与收取时的摘要核对</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Custody</source>
        <translation>保管记录</translation>
    </message>
    <message>
        <source>Why a copy leaves the vault; recorded with your name</source>
        <translation>导出事由（连同您的姓名一并留痕）</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Please fill this in.</source>
        <translation>请填写。</translation>
    </message>
    <message>
        <source>Where the copy goes</source>
        <translation>副本存放位置</translation>
    </message>
    <message>
        <source>A copy lies at {path}.</source>
        <translation>副本已存到 {path}。</translation>
    </message>
    <message>
        <source>Whole and unchanged since it was taken in.</source>
        <translation>内容完整，与收取时一致。</translation>
    </message>
    <message>
        <source>This piece has not arrived at this site yet.</source>
        <translation>这份证据还没有传到本站点。</translation>
    </message>
    <message>
        <source>This kind of file is not opened here. Export a copy to look at it.</source>
        <translation>这类文件不在程序内打开，可导出副本查看。</translation>
    </message>
    <message>
        <source>SHA-256 {digest}</source>
        <translation>SHA-256 {digest}</translation>
    </message>
</context>
<context>
    <name>ExportPanel</name>
    <message>
        <source>Exporting the list…</source>
        <translation>正在导出清单…</translation>
    </message>
    <message>
        <source>Everything this list shows goes into one file. It leaves the encryption: keep it where only those who need it can read it. The export is recorded.</source>
        <translation>列表中的全部投诉单会写入一个文件。文件不再加密，请放在只有需要的人能打开的地方。导出会留痕。</translation>
    </message>
    <message>
        <source>Names and phones in full</source>
        <translation>姓名、电话不遮盖</translation>
    </message>
    <message>
        <source>Without this they are masked; with it every ticket records who took them.</source>
        <translation>不勾选时遮盖；勾选后，每张投诉单都会记下是谁带出的。</translation>
    </message>
    <message>
        <source>Choose file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Why in full; recorded with your name</source>
        <translation>不遮盖的原因（将与您的姓名一起留痕）</translation>
    </message>
    <message>
        <source>Please fill this in.</source>
        <translation>请填写。</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
        <source>CSV text (*.csv)</source>
        <translation>CSV 文本 (*.csv)</translation>
    </message>
    <message>
        <source>Where the list goes</source>
        <translation>清单保存到哪里</translation>
    </message>
    <message>
        <source>Stopped. No file was written.</source>
        <translation>已停止，没有生成文件。</translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) exported to {path}.</source>
        <translation>
            <numerusform>已导出 %n 张投诉单到 {path}。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) were too long for Excel and are cut; CSV keeps them whole.</source>
        <translation>
            <numerusform>有 %n 处文字超过 Excel 单元格上限，已截断；导出为 CSV 可保留全文。</numerusform>
        </translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Which tickets</source>
        <translation>查看哪些投诉单</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Risk level</source>
        <translation>风险等级</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>门店</translation>
    </message>
    <message>
        <source>Any risk</source>
        <translation>全部风险等级</translation>
    </message>
    <message>
        <source>All branches</source>
        <translation>全部门店</translation>
    </message>
</context>
<context>
    <name>PromisesSection</name>
    <message>
        <source>Promises</source>
        <translation>承诺</translation>
    </message>
    <message>
        <source>By {time}  ·  {name}</source>
        <translation>{time} 前  ·  {name}</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>已兑现</translation>
    </message>
    <message>
        <source>Not kept</source>
        <translation>未兑现</translation>
    </message>
    <message>
        <source>Answer to the customer</source>
        <translation>答复顾客</translation>
    </message>
</context>
<context>
    <name>ReferenceClocks</name>
    <message>
        <source>For reference</source>
        <translation>供参考</translation>
    </message>
</context>
<context>
    <name>RemediesSection</name>
    <message>
        <source>Remedies and approvals</source>
        <translation>处理方案与审批</translation>
    </message>
    <message>
        <source>Approve</source>
        <translation>批准</translation>
    </message>
    <message>
        <source>Turn down</source>
        <translation>驳回</translation>
    </message>
    <message>
        <source>Pay out</source>
        <translation>兑付</translation>
    </message>
    <message>
        <source>Proposed by {name}, {time}</source>
        <translation>{name} 拟定，{time}</translation>
    </message>
    <message>
        <source>decided by {name}</source>
        <translation>{name} 审批</translation>
    </message>
    <message>
        <source>signed for by {name}</source>
        <translation>{name} 签收</translation>
    </message>
    <message>
        <source>witness: {name}</source>
        <translation>见证人：{name}</translation>
    </message>
    <message>
        <source>decided by {name}: {reason}</source>
        <translation>{name} 审批：{reason}</translation>
    </message>
</context>
<context>
    <name>TicketActions</name>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>{act}: {reason}</source>
        <translation>{act}（{reason}）</translation>
    </message>
</context>
<context>
    <name>TicketBody</name>
    <message>
        <source>What happened</source>
        <translation>投诉经过</translation>
    </message>
    <message>
        <source>What was done</source>
        <translation>处理过程</translation>
    </message>
</context>
<context>
    <name>TicketHead</name>
    <message>
        <source>Receipt slip again</source>
        <translation>补打受理回执</translation>
    </message>
    <message>
        <source>Handling sheet</source>
        <translation>打印处理单</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
    <message>
        <source>Show in full</source>
        <translation>显示完整信息</translation>
    </message>
    <message>
        <source>nobody yet</source>
        <translation>暂未分派</translation>
    </message>
    <message>
        <source>Handled by {name}</source>
        <translation>经办：{name}</translation>
    </message>
    <message>
        <source>Custodian: {name}</source>
        <translation>主办方：{name}</translation>
    </message>
    <message>
        <source>offered to headquarters</source>
        <translation>已提出移交总部</translation>
    </message>
</context>
<context>
    <name>TicketPage</name>
    <message>
        <source>Choose a ticket at the left to see its story.</source>
        <translation>在左侧选一张投诉单，查看经过和处理。</translation>
    </message>
    <message>
        <source>Headquarters answered: {verdict}. {text}</source>
        <translation>总部批复：{verdict}。{text}</translation>
    </message>
    <message>
        <source>Noted</source>
        <translation>知道了</translation>
    </message>
    <message>
        <source>What two sites recorded on this ticket does not go together. Both versions are kept; headquarters decides. Notes and contacts can still be added.</source>
        <translation>两个站点对本单的记录有冲突，双方记录都已保留，待总部裁定。在此期间仍可写备注、记录联系。</translation>
    </message>
    <message>
        <source>Somebody else changed this ticket meanwhile. What you typed is still here.</source>
        <translation>本单刚被他人修改。您填写的内容还在，重新载入后可继续提交。</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>重新载入</translation>
    </message>
</context>
<context>
    <name>TicketsPage</name>
    <message>
        <source>Back to the list</source>
        <translation>返回列表</translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation>投诉单</translation>
    </message>
    <message numerus="yes">
        <source>“{text}”: %n found</source>
        <translation>
            <numerusform>“{text}”：找到 %n 件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s)</source>
        <translation>
            <numerusform>%n 件</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing contains “{text}”. Try the last four digits of the phone, the surname, or a word of what happened.</source>
        <translation>没有找到“{text}”。可以试试手机尾号后四位、顾客姓氏，或经过里的一个词。</translation>
    </message>
    <message>
        <source>No open tickets. New complaints are registered with F2.</source>
        <translation>没有未结的投诉单。按 F2 登记新投诉。</translation>
    </message>
    <message>
        <source>Register complaint</source>
        <translation>登记投诉</translation>
    </message>
    <message>
        <source>No tickets here. Choose another view above.</source>
        <translation>这里没有投诉单，可在上方换一个视图。</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message>
        <source>Today</source>
        <translation>今日待办</translation>
    </message>
    <message>
        <source>Why it needs somebody</source>
        <translation>待办原因</translation>
    </message>
    <message>
        <source>Whose</source>
        <translation>谁的待办</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>What needs somebody now</source>
        <translation>待办事项</translation>
    </message>
    <message>
        <source>Mine</source>
        <translation>我的</translation>
    </message>
    <message>
        <source>Whole desk</source>
        <translation>全店</translation>
    </message>
    <message>
        <source>Nothing waits now. New complaints are registered with F2.</source>
        <translation>现在没有待办事项。按 F2 登记新投诉。</translation>
    </message>
    <message>
        <source>Register complaint</source>
        <translation>登记投诉</translation>
    </message>
    <message numerus="yes">
        <source>%n matter(s)</source>
        <translation>
            <numerusform>%n 件待办</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TodaySide</name>
    <message>
        <source>Close the day…</source>
        <translation>去日结…</translation>
    </message>
    <message>
        <source>Day&apos;s close</source>
        <translation>日结</translation>
    </message>
    <message>
        <source>Half-typed intakes</source>
        <translation>未登记的草稿</translation>
    </message>
    <message>
        <source>Look over the day, print, ship and back up in one go.</source>
        <translation>一次完成核对、打印、上报和备份。</translation>
    </message>
    <message>
        <source>Not closed yet: {days}</source>
        <translation>尚未日结：{days}</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续填写</translation>
    </message>
    <message>
        <source>Go on with: {words}</source>
        <translation>继续填写：{words}</translation>
    </message>
    <message>
        <source>Nothing written yet</source>
        <translation>还没有填写内容</translation>
    </message>
</context>
</TS>
