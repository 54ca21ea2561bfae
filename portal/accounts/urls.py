"""Signing up, in and out, and one's own account. allauth's names stay, so that its own redirects work."""

from allauth.account import views as base
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.urls import path, re_path
from django.views.generic import RedirectView

from portal.accounts import language, recovery_views, views

_KEY = "tai-khoan/mat-khau/"
_SAFETY = "tai-khoan/bao-mat/"

urlpatterns = [
    path("dang-nhap/", base.login, name="account_login"),
    path("dang-ky/", views.signup, name="account_signup"),
    path("dang-xuat/", base.logout, name="account_logout"),
    path("ngon-ngu/", language.choose_language, name="set_language"),
    path("vao/", views.enter, name="enter"),
    path("tai-khoan/", views.account, name="account"),
    path("tai-khoan/lien-he/", views.contact, name="account_contact"),
    path("tai-khoan/lien-he/xac-nhan-lai/", views.confirm_again, name="account_confirm_again"),
    path("tai-khoan/thoat-noi-khac/", views.end_others, name="account_end_others"),
    path("tai-khoan/phien/", views.sessions, name="account_sessions"),
    path("tai-khoan/phien/<str:mark>/ket-thuc/", views.end_one, name="account_end_one"),
    path("tai-khoan/ai-da-xem/", views.who_looked, name="who_looked"),
    path("tai-khoan/tam-khoa/", base.account_inactive, name="account_inactive"),
    path("tai-khoan/xac-thuc-lai/", base.reauthenticate, name="account_reauthenticate"),
    path("tai-khoan/thu/", RedirectView.as_view(pattern_name="account_contact"), name="account_email"),
    path("tai-khoan/thu/da-gui/", base.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^tai-khoan/thu/xac-nhan/(?P<key>[-:\w]+)/$", base.confirm_email, name="account_confirm_email"),
    path(f"{_KEY}doi/", base.password_change, name="account_change_password"),
    path(f"{_KEY}dat/", base.password_set, name="account_set_password"),
    path(f"{_KEY}quen/", base.password_reset, name="account_reset_password"),
    path(f"{_KEY}quen/da-gui/", base.password_reset_done, name="account_reset_password_done"),
    path(f"{_KEY}quen/tin-nhan/", recovery_views.ask, name="account_recover"),
    path(f"{_KEY}quen/tin-nhan/ma/", recovery_views.code, name="account_recover_code"),
    path(f"{_KEY}quen/tin-nhan/mat-khau/", recovery_views.password, name="account_recover_password"),
    path(
        f"{_KEY}quen/xong/",
        base.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        rf"^{_KEY}quen/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        base.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(_SAFETY, mfa.index, name="mfa_index"),
    path("dang-nhap/buoc-hai/", mfa.authenticate, name="mfa_authenticate"),
    path("dang-nhap/khoa/", keys.login_webauthn, name="mfa_login_webauthn"),
    path(f"{_SAFETY}xac-thuc-lai/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path(f"{_SAFETY}ung-dung/bat/", totp.activate_totp, name="mfa_activate_totp"),
    path(f"{_SAFETY}ung-dung/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(f"{_SAFETY}ma-du-phong/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(f"{_SAFETY}ma-du-phong/tao/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(f"{_SAFETY}ma-du-phong/tai/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path(f"{_SAFETY}khoa/", keys.list_webauthn, name="mfa_list_webauthn"),
    path(f"{_SAFETY}khoa/them/", keys.add_webauthn, name="mfa_add_webauthn"),
    path(f"{_SAFETY}khoa/xac-thuc-lai/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(f"{_SAFETY}khoa/<int:pk>/xoa/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path(f"{_SAFETY}khoa/<int:pk>/sua/", keys.edit_webauthn, name="mfa_edit_webauthn"),
]
