<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BranchExchange</name>
    <message numerus="yes">
        <source>%n new record(s) wait to be shipped</source>
        <translation>
            <numerusform>%n new record wait to be shipped</numerusform>
            <numerusform>%n new records wait to be shipped</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n bundle(s) await the receipt</source>
        <translation>
            <numerusform>%n bundle await the receipt</numerusform>
            <numerusform>%n bundles await the receipt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HeadquartersExchange</name>
    <message numerus="yes">
        <source>%n bundle(s) await the branch&apos;s receipt</source>
        <translation>
            <numerusform>%n bundle await the branch&apos;s receipt</numerusform>
            <numerusform>%n bundles await the branch&apos;s receipt</numerusform>
        </translation>
    </message>
</context>
</TS>
