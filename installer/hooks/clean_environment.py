"""Gives the programs that Redress starts (lp, the browser) the environment it was started with.

PyInstaller's starter puts the program's own folder into LD_LIBRARY_PATH; a system program
that inherits this would load our libraries in place of its own. The loader has read it by now.
"""

import os
import sys

_NAME = "LD_LIBRARY_PATH"
_OWN = str(getattr(sys, "_MEIPASS", os.devnull))
_BEFORE = os.environ.pop(f"{_NAME}_ORIG", None)
if _BEFORE is not None:
    os.environ[_NAME] = _BEFORE
elif _OWN in os.environ.get(_NAME, ""):
    del os.environ[_NAME]

# Started once more by itself, the program sets that up anew; without this word its starter
# would believe that it is set up, and Qt would not find what lies beside it.
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
