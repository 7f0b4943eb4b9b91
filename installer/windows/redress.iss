; The Windows installer of Redress, for Inno Setup 6.
;
;   iscc /DVersion=0.1.0 /DPayload=..\..\dist\redress installer\windows\redress.iss
;
; The payload is what `pyinstaller installer\redress.spec` leaves in dist\redress on Windows: the same
; folder as on Linux, redress.exe beside _internal, and redress-cli.exe for the command line.
; Not yet tried on Windows: the script compiles, the payload has never been made there.

#ifndef Version
  #error Say the version: /DVersion=0.1.0
#endif
#ifndef Payload
  #define Payload "..\..\dist\redress"
#endif
#ifndef Output
  #define Output "..\..\dist"
#endif

[Setup]
; The same id for ever: it tells an update from a second program.
AppId={{6F0B4C1E-6C36-4E0B-9B0A-9C2B7B5E2D51}
AppName=Redress
AppVersion={#Version}
AppVerName=Redress {#Version}
VersionInfoVersion={#Version}
DefaultDirName={autopf}\Redress
DefaultGroupName=Redress
DisableProgramGroupPage=yes
; For one person without an administrator, or for all with one.
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
Compression=lzma2/max
SolidCompression=yes
OutputDir={#Output}
OutputBaseFilename=redress-{#Version}-windows-x86_64
UninstallDisplayIcon={app}\redress.exe
CloseApplications=yes
ShowLanguageDialog=auto
WizardStyle=modern
TimeStampsInUTC=yes

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "zh_CN"; MessagesFile: "compiler:Default.isl,zh_CN.isl"

[CustomMessages]
en.CommandLine=Let Windows find the command redress-cli
zh_CN.CommandLine=将命令 redress-cli 加入系统路径

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"
Name: "commandline"; Description: "{cm:CommandLine}"; Flags: unchecked

[InstallDelete]
; Modules of an older version must not be found beside the new ones.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Payload}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\Redress"; Filename: "{app}\redress.exe"; Languages: en
Name: "{autoprograms}\Redress 投诉受理"; Filename: "{app}\redress.exe"; Languages: zh_CN
Name: "{autodesktop}\Redress"; Filename: "{app}\redress.exe"; Tasks: desktopicon; Languages: en
Name: "{autodesktop}\Redress 投诉受理"; Filename: "{app}\redress.exe"; Tasks: desktopicon; Languages: zh_CN

[Registry]
Root: HKA; Subkey: "Software\Microsoft\Windows\CurrentVersion\App Paths\redress-cli.exe"; ValueType: string; ValueName: ""; ValueData: "{app}\redress-cli.exe"; Flags: uninsdeletekey; Tasks: commandline

[Run]
Filename: "{app}\redress.exe"; Description: "{cm:LaunchProgram,Redress}"; Flags: nowait postinstall skipifsilent

; People's data lies in %LOCALAPPDATA%\Redress and %APPDATA%\Redress and is left alone, also when
; the program is removed.
