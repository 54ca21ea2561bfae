"""A web process starts quickly because it does not carry what only tasks use."""

import subprocess
import sys

from portal.bootstrap.places import ROOT

HEAVY = (
    "weasyprint",
    "fontTools",
    "pikepdf",
    "pillow_heif",
    "pypdfium2",
    "img2pdf",
    "numpy",
    "boto3",
    "aiosmtpd",
)
START = "import sys, portal.wsgi, django.urls; django.urls.get_resolver().url_patterns; print(*sys.modules)"


def test_a_web_process_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "dossiers.models" in loaded
    assert loaded.isdisjoint(HEAVY), loaded & set(HEAVY)
