"""What is loaded for the first chart, and what is left alone."""

from __future__ import annotations

import subprocess
import sys

LOOK = """
import sys, warnings
warnings.simplefilter("error")
from desktop.reports import charts
assert "matplotlib" not in sys.modules
charts.load()(figsize=(1, 1)).add_axes((0, 0, 1, 1))
assert not [name for name in sys.modules if "mplot3d" in name]
from mpl_toolkits.mplot3d import Axes3D
assert Axes3D.name == "3d"
charts.load.cache_clear()
charts.load()
assert sys.modules["mpl_toolkits.mplot3d"].Axes3D is Axes3D
"""


def test_charts_in_three_dimensions_are_not_loaded_and_stay_loadable() -> None:
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
