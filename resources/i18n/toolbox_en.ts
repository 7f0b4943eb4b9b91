<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>EvidenceStrip</name>
    <message numerus="yes">
        <source>Evidence, %n piece(s)</source>
        <translation>
            <numerusform>Evidence, %n piece</numerusform>
            <numerusform>Evidence, %n pieces</numerusform>
        </translation>
    </message>
</context>
</TS>
