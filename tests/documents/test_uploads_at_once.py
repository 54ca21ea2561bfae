"""Many at once: on connections of their own, so what they write stays."""

import os
import threading

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from portal.documents import uploads

from . import owners
from . import samples as make


def test_twenty_at_once_keep_one_content(committed):
    """The same photo from twenty windows: one content, twenty uploads that point at it."""
    huyen = owners.citizen()
    own_colour = f"#{os.urandom(3).hex()}"
    photo = make.picture(size=(900, 901), color=own_colour)
    found: list[int] = []
    problems: list[Exception] = []

    def bring() -> None:
        try:
            found.append(uploads.receive(huyen, "p", SimpleUploadedFile("anh.jpg", photo)).stored.pk)
        except Exception as error:
            problems.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=bring) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert len(found) == 20
    assert len(set(found)) == 1
