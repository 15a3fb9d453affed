"""Pictures of the walk-through, taken again from a real render: called as a program, it writes `docs/images/`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

from walk_through import ROOT, Workshop, steps

IMAGES = ROOT / "docs" / "images"
PAGES = {"summary": "index.html", "finding": "chapters/findings/rq01.html"}
LARGEST = 120_000
"""Bytes that a picture may have."""
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_SIZE = (1000, 760)


def photographed(page: Path, folder: Path) -> Image.Image:
    """A page as a browser shows it."""
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit("No Chromium was found: install it, or leave the pictures as they are.")
    target = folder / "page.png"
    subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars",
                    "--disable-background-networking", "--disable-component-update", "--disable-sync",
                    f"--user-data-dir={folder / 'browser'}", f"--window-size={_SIZE[0]},{_SIZE[1]}",
                    f"--screenshot={target}", page.as_uri()], check=True, capture_output=True)
    with Image.open(target) as image:
        return image.convert("RGB")


def cover(document: Path) -> Image.Image:
    """The first page of a PDF, with a line around it."""
    pdf = pypdfium2.PdfDocument(document)
    try:
        page = pdf[0].render(scale=0.8).to_pil().convert("RGB")
    finally:
        pdf.close()
    framed = Image.new("RGB", (page.width + 2, page.height + 2), "#888888")
    framed.paste(page, (1, 1))
    return framed


def save(image: Image.Image, name: str) -> None:
    """Write a picture with as many colours as its size allows."""
    path = IMAGES / f"{name}.png"
    for colours in (128, 64, 32, 16):
        image.quantize(colours).save(path, optimize=True)
        if path.stat().st_size < LARGEST:
            break
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="pictures-", ignore_cleanup_errors=True) as home:
        workshop = Workshop(Path(home) / "walk")
        for step in steps((ROOT / "docs" / "walk-through.md").read_text(encoding="utf-8")):
            if step.command.startswith("missing-audit"):
                print(f"$ {step.command}")
                workshop.run(step.command)
        output = workshop.book / "_output"
        for name, page in PAGES.items():
            save(photographed(output / page, Path(home)), name)
        save(cover(output / "missing-audit.pdf"), "cover")


if __name__ == "__main__":
    main()
