"""The program's icon as menus and Windows want it, drawn from `resources/icons/redress.svg`.

python installer/pictures.py FOLDER     redress-48.png … redress-256.png, redress.ico
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).resolve().parents[1] / "resources" / "icons" / "redress.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256)
MENU_SIZES = (48, 64, 128, 256)


def draw(side: int) -> QImage:
    """Draw the icon as a square of this many pixels."""
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    return image


def main(folder: Path) -> None:
    """Leave the pictures in a folder."""
    application = QGuiApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {side: _picture(draw(side)) for side in SIZES}
    for side in MENU_SIZES:
        drawn[side].save(folder / f"redress-{side}.png", optimize=True)
    rest = [drawn[side] for side in SIZES[:-1]]
    drawn[256].save(
        folder / "redress.ico", sizes=[(side, side) for side in SIZES], append_images=rest
    )
    application.quit()


def _picture(image: QImage) -> Image.Image:
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (rgba.width(), rgba.height()), bytes(rgba.constBits()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
