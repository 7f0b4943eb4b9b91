<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BranchExchange</name>
    <message numerus="yes">
        <source>%n new record(s) wait to be shipped</source>
        <translation>
            <numerusform>%n new record waits to be shipped</numerusform>
            <numerusform>%n new records wait to be shipped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bundle(s) await the receipt</source>
        <translation>
            <numerusform>%n bundle awaits the receipt</numerusform>
            <numerusform>%n bundles await the receipt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CategoriesPane</name>
    <message numerus="yes">
        <source>{table} (%n row(s))</source>
        <translation>
            <numerusform>{table} (%n row)</numerusform>
            <numerusform>{table} (%n rows)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HeadquartersExchange</name>
    <message numerus="yes">
        <source>%n bundle(s) await the branch&apos;s receipt</source>
        <translation>
            <numerusform>%n bundle awaits the branch&apos;s receipt</numerusform>
            <numerusform>%n bundles await the branch&apos;s receipt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportPanel</name>
    <message numerus="yes">
        <source>%n row(s) in the file; the first of them:</source>
        <translation>
            <numerusform>%n row in the file; the first of them:</numerusform>
            <numerusform>%n rows in the file; the first of them:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n complaint(s) imported.</source>
        <translation>
            <numerusform>%n complaint imported.</numerusform>
            <numerusform>%n complaints imported.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) could not be taken in.</source>
        <translation>
            <numerusform>%n row could not be taken in.</numerusform>
            <numerusform>%n rows could not be taken in.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) left out by the map or taken in before.</source>
        <translation>
            <numerusform>%n row left out by the map or taken in before.</numerusform>
            <numerusform>%n rows left out by the map or taken in before.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of the rows are hidden in Excel; they count too.</source>
        <translation>
            <numerusform>%n of the rows is hidden in Excel; it counts too.</numerusform>
            <numerusform>%n of the rows are hidden in Excel; they count too.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PackCheck</name>
    <message numerus="yes">
        <source>%n fault(s) found. The pack in force stays in force.</source>
        <translation>
            <numerusform>%n fault found. The pack in force stays in force.</numerusform>
            <numerusform>%n faults found. The pack in force stays in force.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>No fault was found. It differs from the pack in force in %n place(s). Once applied, it holds from {since}; tickets keep the rules they started under.</source>
        <translation>
            <numerusform>No fault was found. It differs from the pack in force in %n place. Once applied, it holds from {since}; tickets keep the rules they started under.</numerusform>
            <numerusform>No fault was found. It differs from the pack in force in %n places. Once applied, it holds from {since}; tickets keep the rules they started under.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewWords</name>
    <message numerus="yes">
        <source>%n open ticket(s) are overdue</source>
        <translation>
            <numerusform>%n open ticket is overdue</numerusform>
            <numerusform>%n open tickets are overdue</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n promise(s) were due and stand open</source>
        <translation>
            <numerusform>%n promise was due and stands open</numerusform>
            <numerusform>%n promises were due and stand open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) wait for the manager&apos;s answer</source>
        <translation>
            <numerusform>%n ticket waits for the manager&apos;s answer</numerusform>
            <numerusform>%n tickets wait for the manager&apos;s answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n remedy(s) wait for approval</source>
        <translation>
            <numerusform>%n remedy waits for approval</numerusform>
            <numerusform>%n remedies wait for approval</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n payout(s) on the spot to look over</source>
        <translation>
            <numerusform>%n payout on the spot to look over</numerusform>
            <numerusform>%n payouts on the spot to look over</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n half-typed complaint(s) not registered</source>
        <translation>
            <numerusform>%n half-typed complaint is not registered</numerusform>
            <numerusform>%n half-typed complaints are not registered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) came after the close</source>
        <translation>
            <numerusform>%n ticket came after the close</numerusform>
            <numerusform>%n tickets came after the close</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) fall due in the next working day</source>
        <translation>
            <numerusform>%n ticket falls due in the next working day</numerusform>
            <numerusform>%n tickets fall due in the next working day</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StaffPanel</name>
    <message numerus="yes">
        <source>Disabled; %n open ticket(s) passed on.</source>
        <translation>
            <numerusform>Disabled; %n open ticket passed on.</numerusform>
            <numerusform>Disabled; %n open tickets passed on.</numerusform>
        </translation>
    </message>
</context>
</TS>
