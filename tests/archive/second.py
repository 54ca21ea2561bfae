"""Run by test_second.py in an installation of its own: other database, other folder, other keys.

`python -m tests.archive.second FOLDER OUT`: takes the packages in, proves them, and once their time is over has them
destroyed by two people through the pages. What happened is printed as JSON; the proof is written to OUT.
"""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.storage import storages  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from archive import fixity  # noqa: E402
from archive.models import Destruction, Package  # noqa: E402
from dossiers.demo.driving import somebody  # noqa: E402
from dossiers.models import Dossier  # noqa: E402
from portal.agencies.models import Duty  # noqa: E402
from portal.audit.models import AccessLog  # noqa: E402
from portal.calendars.now import now, pretend  # noqa: E402
from portal.documents import filekeys  # noqa: E402


def signed_in(officer):
    client = Client()
    client.force_login(officer.user)
    return client


def main(folder: str, out: str) -> None:
    call_command("restore_archive", folder, verbosity=0)
    package = Package.objects.get()
    told = {
        "code": package.code,
        "sha256": package.sha256,
        "key": filekeys.newest(),
        "dossiers": Dossier.objects.count(),
    }
    told["damage"] = fixity.check(package)
    clerk = signed_in(somebody(package.agency, Duty.CLERK))
    leader = signed_in(somebody(package.agency, Duty.AGENCY_LEADER))
    early = clerk.post("/lam-viec/luu-tru/huy/", {"k": package.pk, "ly-do": "Hết thời hạn"})
    told["early"] = early.status_code
    over = datetime(package.keep_until.year + 1, 1, 5, 9, tzinfo=now().tzinfo) + timedelta(hours=2)
    with pretend(over):
        clerk.post("/lam-viec/luu-tru/huy/", {"k": package.pk, "ly-do": "Hết thời hạn bảo quản"})
        page = f"/lam-viec/luu-tru/huy/{Destruction.objects.get().pk}/"
        told["alone"] = clerk.post(page, {"lam": "dong-y", "loi": "1/QĐ"}).status_code
        told["decided"] = leader.post(page, {"lam": "dong-y", "loi": "31/QĐ-UBND"}).status_code
    package.refresh_from_db()
    told["state"] = package.state
    told["file"] = storages["archive"].exists(package.path)
    told["acts"] = list(AccessLog.objects.filter(subject=package.code).values_list("act", "purpose"))
    Path(out).write_bytes(leader.get(f"{page}bien-ban/").content)
    told["title"] = package.title
    told["where"] = str(settings.LOCAL_DIR)
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
