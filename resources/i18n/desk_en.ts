<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ApprovalsPage</name>
    <message numerus="yes">
        <source>%n proposal(s)</source>
        <translation>
            <numerusform>%n proposal</numerusform>
            <numerusform>%n proposals</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportPanel</name>
    <message numerus="yes">
        <source>%n ticket(s) exported to {path}.</source>
        <translation>
            <numerusform>%n ticket exported to {path}.</numerusform>
            <numerusform>%n tickets exported to {path}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n text(s) were too long for Excel and are cut; CSV keeps them whole.</source>
        <translation>
            <numerusform>%n text was too long for Excel and is cut; CSV keeps it whole.</numerusform>
            <numerusform>%n texts were too long for Excel and are cut; CSV keeps them whole.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TicketsPage</name>
    <message numerus="yes">
        <source>“{text}”: %n found</source>
        <translation>
            <numerusform>“{text}”: %n found</numerusform>
            <numerusform>“{text}”: %n found</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s)</source>
        <translation>
            <numerusform>%n ticket</numerusform>
            <numerusform>%n tickets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TodayPage</name>
    <message numerus="yes">
        <source>%n matter(s)</source>
        <translation>
            <numerusform>%n matter</numerusform>
            <numerusform>%n matters</numerusform>
        </translation>
    </message>
</context>
</TS>
