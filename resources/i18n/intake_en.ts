<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>DraftShelf</name>
    <message numerus="yes">
        <source>%n draft(s) left at this counter</source>
        <translation>
            <numerusform>%n draft left at this counter</numerusform>
            <numerusform>%n drafts left at this counter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>IntakePage</name>
    <message numerus="yes">
        <source>%n pasted picture(s) were not kept with the draft.</source>
        <translation>
            <numerusform>%n pasted picture was not kept with the draft; please paste it again.</numerusform>
            <numerusform>%n pasted pictures were not kept with the draft; please paste them again.</numerusform>
        </translation>
    </message>
</context>
</TS>
