<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CategoryPicker</name>
    <message>
        <source>Type a part of it, or its first letters</source>
        <translation>输入类别中的几个字或拼音首字母</translation>
    </message>
    <message>
        <source>Categories used most</source>
        <translation>常用类别</translation>
    </message>
    <message>
        <source>Category</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>No such category; kept as {unsorted}</source>
        <translation>没有这个类别，先记为{unsorted}</translation>
    </message>
</context>
<context>
    <name>DraftShelf</name>
    <message numerus="yes">
        <source>%n draft(s) left at this counter</source>
        <translation>
            <numerusform>本柜台有 %n 份草稿</numerusform>
        </translation>
    </message>
    <message>
        <source>Take over: {draft}</source>
        <translation>接手：{draft}</translation>
    </message>
    <message>
        <source>Discard draft: {draft}</source>
        <translation>丢弃草稿：{draft}</translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>另有 %n 份</numerusform>
        </translation>
    </message>
    <message>
        <source>no words yet</source>
        <translation>还没写经过</translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message>
        <source>Known customer</source>
        <translation>老顾客</translation>
    </message>
    <message>
        <source>Known customer: {who}</source>
        <translation>已选定：{who}</translation>
    </message>
    <message>
        <source>Somebody else</source>
        <translation>不是此人</translation>
    </message>
    <message>
        <source>unnamed</source>
        <translation>未留名</translation>
    </message>
    <message>
        <source>Is it {who}?</source>
        <translation>是 {who} 吗？</translation>
    </message>
    <message>
        <source>Ask one check question before telling anything</source>
        <translation>先核对一个问题，再告知任何信息</translation>
    </message>
    <message>
        <source>Same receipt number</source>
        <translation>小票或订单号相同</translation>
    </message>
    <message>
        <source>Open {number}, {title}, {status}</source>
        <translation>打开 {number}，{title}，{status}</translation>
    </message>
</context>
<context>
    <name>IntakeEvidence</name>
    <message>
        <source>Pasted picture {count}</source>
        <translation>粘贴图片{count}</translation>
    </message>
</context>
<context>
    <name>IntakeForm</name>
    <message>
        <source>Only what happened is needed; the rest can follow.</source>
        <translation>只有“事情经过”必填，其余可以后补。</translation>
    </message>
    <message>
        <source>Save draft</source>
        <translation>存草稿</translation>
    </message>
    <message>
        <source>Settle on the spot</source>
        <translation>当场办结</translation>
    </message>
    <message>
        <source>Register and print slip (Ctrl+Enter)</source>
        <translation>登记并打印回执 (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>You cannot settle a complaint about yourself</source>
        <translation>投诉对象是您本人，须回避，不能由您当场办结</translation>
    </message>
</context>
<context>
    <name>IntakePage</name>
    <message numerus="yes">
        <source>%n pasted picture(s) were not kept with the draft.</source>
        <translation>
            <numerusform>有 %n 张粘贴的图片没有随草稿保存，请重新粘贴。</numerusform>
        </translation>
    </message>
    <message>
        <source>Register a complaint</source>
        <translation>登记投诉</translation>
    </message>
    <message>
        <source>Being registered…</source>
        <translation>正在登记……</translation>
    </message>
    <message>
        <source>Your role does not register complaints</source>
        <translation>您的岗位不办理投诉登记</translation>
    </message>
    <message>
        <source>The draft was discarded.</source>
        <translation>草稿已丢弃。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>{name} will be attached when the ticket is registered.</source>
        <translation>“{name}”将在登记后存入证据。</translation>
    </message>
    <message>
        <source>Take it out</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>PersonColumn</name>
    <message>
        <source>Best time to call</source>
        <translation>方便联系的时间</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>称呼</translation>
    </message>
    <message>
        <source>It is about me</source>
        <translation>投诉的是我</translation>
    </message>
    <message>
        <source>Surname or name</source>
        <translation>姓氏或姓名</translation>
    </message>
    <message>
        <source>Person complained about</source>
        <translation>被投诉人员</translation>
    </message>
    <message>
        <source>or counter</source>
        <translation>或柜台</translation>
    </message>
    <message>
        <source>Goods kept here</source>
        <translation>留存物品</translation>
    </message>
    <message>
        <source>Mr</source>
        <translation>先生</translation>
    </message>
    <message>
        <source>Ms</source>
        <translation>女士</translation>
    </message>
    <message>
        <source>Evidence: drop, choose or paste</source>
        <translation>证据（拖入、选择或粘贴）</translation>
    </message>
</context>
<context>
    <name>PhoneFields</name>
    <message>
        <source>Phone, and whose</source>
        <translation>联系电话（本人或他人）</translation>
    </message>
    <message>
        <source>Another phone</source>
        <translation>再加一个电话</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>No phone</source>
        <translation>没有电话</translation>
    </message>
    <message>
        <source>unusual, please check</source>
        <translation>号码不常见，请核对</translation>
    </message>
</context>
<context>
    <name>PromiseFields</name>
    <message>
        <source>already past; no promise will be kept</source>
        <translation>时间已过，不会记为承诺</translation>
    </message>
    <message>
        <source>by</source>
        <translation>由</translation>
    </message>
    <message>
        <source>Promised by</source>
        <translation>承诺人</translation>
    </message>
    <message>
        <source>Promised for</source>
        <translation>承诺时间</translation>
    </message>
    <message>
        <source>Promised answer</source>
        <translation>承诺答复</translation>
    </message>
    <message>
        <source>today 18:00</source>
        <translation>今天 18:00 前</translation>
    </message>
    <message>
        <source>tomorrow 18:00</source>
        <translation>明天 18:00 前</translation>
    </message>
    <message>
        <source>the day after tomorrow 18:00</source>
        <translation>后天 18:00 前</translation>
    </message>
    <message>
        <source>another time</source>
        <translation>其他时间</translation>
    </message>
    <message>
        <source>no promise</source>
        <translation>暂不承诺</translation>
    </message>
</context>
<context>
    <name>ReceiptView</name>
    <message>
        <source>It is about you, so it is handled by others</source>
        <translation>投诉对象是您本人，由他人办理</translation>
    </message>
    <message>
        <source>Settled and closed</source>
        <translation>已当场办结</translation>
    </message>
    <message>
        <source>Registered</source>
        <translation>登记成功</translation>
    </message>
    <message>
        <source>Tell the customer this number; it also stands on the slip.</source>
        <translation>请把单号告诉顾客，回执上也有。</translation>
    </message>
    <message>
        <source>Print slip</source>
        <translation>打印回执</translation>
    </message>
    <message>
        <source>Register another (F2)</source>
        <translation>再登记一件 (F2)</translation>
    </message>
    <message>
        <source>Open ticket</source>
        <translation>打开投诉单</translation>
    </message>
    <message>
        <source>Number {number}</source>
        <translation>单号 {number}</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Evidence is going in: {done} of {total}…</source>
        <translation>正在存入证据：{done}/{total}……</translation>
    </message>
    <message>
        <source>Evidence: {done} of {total} taken in</source>
        <translation>证据已存入 {done}/{total} 件</translation>
    </message>
    <message>
        <source>Evidence: all {total} taken in and encrypted</source>
        <translation>{total} 件证据已全部加密存入</translation>
    </message>
    <message>
        <source>Promised: an answer by {due}, from {who}</source>
        <translation>承诺 {due} 前由 {who} 答复</translation>
    </message>
    <message>
        <source>Saved as {name}.</source>
        <translation>已保存为 {name}。</translation>
    </message>
</context>
<context>
    <name>SettlePanel</name>
    <message>
        <source>Settle on the spot</source>
        <translation>当场办结</translation>
    </message>
    <message>
        <source>Your own limit: {limit}</source>
        <translation>您的当场办结权限：{limit}</translation>
    </message>
    <message>
        <source>Will not sign</source>
        <translation>顾客拒签</translation>
    </message>
    <message>
        <source>Settle and print slip (Ctrl+Enter)</source>
        <translation>办结并打印回执 (Ctrl+Enter)</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不办结</translation>
    </message>
    <message>
        <source>What is given</source>
        <translation>处理方案</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>金额</translation>
    </message>
    <message>
        <source>How</source>
        <translation>支付方式</translation>
    </message>
    <message>
        <source>Voucher number</source>
        <translation>凭证号</translation>
    </message>
    <message>
        <source>In words, if needed</source>
        <translation>补充说明（选填）</translation>
    </message>
    <message>
        <source>Signed for by</source>
        <translation>签收人</translation>
    </message>
    <message>
        <source>Witness</source>
        <translation>见证人</translation>
    </message>
    <message>
        <source>needed for a payment</source>
        <translation>有支付时必填</translation>
    </message>
    <message>
        <source>above your own limit</source>
        <translation>超出权限</translation>
    </message>
    <message>
        <source>no figure</source>
        <translation>不是数字</translation>
    </message>
    <message>
        <source>Your own limit: {limit}. Register it first; the manager then approves.</source>
        <translation>您的当场办结权限：{limit}。超出权限的，请先登记，再报店长审批。</translation>
    </message>
</context>
<context>
    <name>StoryColumn</name>
    <message>
        <source>Write what happened, a few words are enough</source>
        <translation>请写下事情经过，几个字也行</translation>
    </message>
    <message>
        <source>In the customer&apos;s own words</source>
        <translation>按顾客原话记录</translation>
    </message>
    <message>
        <source>What is asked for</source>
        <translation>顾客诉求</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>渠道</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>受理时间</translation>
    </message>
    <message>
        <source>Why entered late</source>
        <translation>补录原因</translation>
    </message>
    <message>
        <source>Forwarded by</source>
        <translation>转办单位</translation>
    </message>
    <message>
        <source>Their number</source>
        <translation>转办编号</translation>
    </message>
    <message>
        <source>Their due date</source>
        <translation>要求办结日期</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>事情经过</translation>
    </message>
    <message>
        <source>Amount asked</source>
        <translation>要求金额</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>消费金额</translation>
    </message>
    <message>
        <source>Goods</source>
        <translation>商品或服务</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>批号</translation>
    </message>
    <message>
        <source>Bought on</source>
        <translation>购买日期</translation>
    </message>
    <message>
        <source>Receipt or order no.</source>
        <translation>小票或订单号</translation>
    </message>
    <message>
        <source>no figure</source>
        <translation>不是数字</translation>
    </message>
    <message>
        <source>What is no figure will be written under the facts</source>
        <translation>无法识别为金额，登记时会写入事情经过</translation>
    </message>
    <message>
        <source>in the future; now will be taken</source>
        <translation>晚于现在，将按现在记</translation>
    </message>
</context>
<context>
    <name>_PhoneLine</name>
    <message>
        <source>Phone {n}</source>
        <translation>电话 {n}</translation>
    </message>
    <message>
        <source>Whose phone {n}</source>
        <translation>电话 {n} 是谁的</translation>
    </message>
    <message>
        <source>own</source>
        <translation>本人</translation>
    </message>
    <message>
        <source>Remove this phone</source>
        <translation>删除这个电话</translation>
    </message>
</context>
</TS>
