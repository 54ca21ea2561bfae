"""What nobody came back for goes; what anybody needs stays."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.documents import orphans, tasks, uploads
from portal.documents.models import StoredFile, Upload

from . import owners
from . import samples as make

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=30)


def bring(colour: str):
    return uploads.receive(owners.citizen(), "p", SimpleUploadedFile("a.jpg", make.picture(color=colour)))


def test_unfinished_uploads_go_after_two_days_with_their_bytes():
    huyen = owners.citizen()
    old, young = (uploads.start(huyen, "p", "a.jpg", 1000) for _ in range(2))
    for upload in (old, young):
        uploads.append(huyen, upload.key, 0, b"x" * 10)
    Upload.objects.filter(pk=old.pk).update(touched_at=LONG_AGO)
    tasks.drop_orphans()
    parts = {path.name for path in Path(settings.UPLOAD_DIR).glob("*.phan")}
    assert f"{old.key}.phan" not in parts
    assert f"{young.key}.phan" in parts
    assert list(Upload.objects.filter(user=huyen)) == [young]


def test_contents_that_nothing_refers_to_go_and_the_rest_stay():
    forgotten, needed, fresh = (bring(colour) for colour in ("beige", "azure", "ivory"))
    for upload in (forgotten, needed):
        StoredFile.objects.filter(pk=upload.stored_id).update(created_at=LONG_AGO)
    paths = [upload.stored.path for upload in (forgotten, needed, fresh)]
    Upload.objects.filter(pk=forgotten.pk).delete()
    Upload.objects.filter(pk=fresh.pk).delete()
    assert orphans.drop_files(before=timezone.now() - timedelta(days=7)) == 1
    assert [default_storage.exists(path) for path in paths] == [False, True, True]


def test_bringing_a_content_again_keeps_it():
    upload = bring("lime")
    StoredFile.objects.filter(pk=upload.stored_id).update(created_at=LONG_AGO)
    Upload.objects.all().delete()
    again = bring("lime")
    Upload.objects.all().delete()
    assert orphans.drop_files(before=timezone.now() - timedelta(days=7)) == 0
    assert default_storage.exists(again.stored.path)


def test_a_content_that_another_app_needs_is_never_dropped():
    """Every foreign key to a stored file counts, also those of upper floors."""
    pointing = {relation.related_model._meta.label for relation in orphans.references()}
    assert {"dossiers.ItemPage", "dossiers.Slip", "dossiers.DossierResult", "documents.Upload"} <= pointing
    sql = str(orphans._unreferenced(timezone.now()).query)
    for relation in orphans.references():
        assert relation.related_model._meta.db_table in sql
