"""Every address of the portal. Vietnamese without accents; the code of a dossier, never its key."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from dossiers.hotline.views import hotline
from dossiers.kiosk import kiosk
from dossiers.post import arrival_views, postman
from dossiers.post.citizen_views import about_post, notice
from portal.agencies.prefs import desk_prefs
from portal.integrations.watching import systems
from portal.web.errors import too_many_tries

handler400 = "portal.web.errors.bad_request"
handler403 = "portal.web.errors.forbidden"
handler404 = "portal.web.errors.not_found"
handler429 = too_many_tries
handler500 = "portal.web.errors.server_error"

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("dossiers.citizen.urls")),
    path("tai-len/", include("portal.documents.urls")),
    path("kho/", include("portal.vault.urls")),
    path("", include("portal.privacy.urls")),
    path("", include("portal.catalogues.urls")),
    path("", include("portal.visits.urls")),
    path("", include("portal.upkeep.urls")),
    path("thanh-toan/", include("payments.urls")),
    path("", include("procedures.urls")),
    path("", include("portal.agencies.urls")),
    path("", include("portal.web.urls")),
    path("", include("portal.notifications.urls")),
    path("", include("portal.accounts.urls")),
    path("lam-viec/ca-nhan/man-hinh/", desk_prefs, name="desk_prefs"),
    path("kiosk/", kiosk, name="kiosk"),
    path("buu-chinh/", about_post, name="post_about"),
    path("buu-chinh/bao/", notice, name="post_notice"),
    path("lam-viec/buu-chinh/", include("dossiers.post.urls")),
    path("lam-viec/buu-ta/", postman.show, name="postman"),
    path("lam-viec/buu-ta/ho-so/", arrival_views.mine, name="postman_mine"),
    path("lam-viec/buu-ta/<int:pk>/", postman.report, name="postman_report"),
    path("lam-viec/tong-dai/", hotline, name="hotline"),
    path("lam-viec/tien/", include("payments.desk.urls")),
    path("lam-viec/luu-tru/", include("archive.urls")),
    path("lam-viec/ban-sao/", include("portal.copies.urls")),
    path("lam-viec/", include("dossiers.officer.urls")),
    path("dieu-hanh/", include("dossiers.officer.leading_urls")),
    path("", include("portal.web.health")),
    path("quan-tri/he-thong-ngoai/", admin.site.admin_view(systems), name="outside_systems"),
    path("quan-tri/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns += [path("thu-demo/", include("portal.notifications.demo_mail"))]
