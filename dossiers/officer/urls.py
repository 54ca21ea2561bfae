"""Included under /lam-viec/."""

from django.urls import path

from dossiers.officer.views import (
    counter,
    intake,
    processing,
    queues,
    results,
    settings,
    tabs,
    today,
    workbench,
)

app_name = "officer"
_DOSSIER = "ho-so/<str:code>/"

urlpatterns = [
    path("", today.show, name="today"),
    path("hang-doi/", queues.show, name="queue"),
    path("hang-doi/tai-ve/", queues.export, name="export"),
    path("hang-doi/nhieu/", queues.many, name="many"),
    path("hang-doi/nhieu/<int:pk>/", queues.job, name="job"),
    path("ca-nhan/", settings.screen, name="screen"),
    path("quay/", counter.start, name="counter_start"),
    path("quay/tiep-nhan/", counter.start, name="counter_intake"),
    path("quay/thu-tuc/", counter.procedures, name="counter_procedures"),
    path("quay/tiep-nhan/<str:ref>/", counter.take_in, name="counter"),
    path("quay/tiep-nhan/<str:ref>/phieu/<int:pk>/", counter.slip, name="counter_slip"),
    path("quay/da-nhan/<str:code>/", counter.filed, name="filed"),
    path(_DOSSIER, workbench.show, name="dossier"),
    path(f"{_DOSSIER}danh-gia/", workbench.judge, name="judge"),
    path(f"{_DOSSIER}trang/<int:page_id>/<int:number>/", workbench.page_image, name="page_image"),
    path(f"{_DOSSIER}tep/<int:page_id>/", workbench.page_file, name="page_file"),
    path(f"{_DOSSIER}trao-doi/", tabs.talk, name="talk"),
    path(f"{_DOSSIER}cac-buoc/", tabs.steps, name="steps"),
    path(f"{_DOSSIER}lich-su/", tabs.history, name="history"),
    path(f"{_DOSSIER}thoi-han/", tabs.deadline, name="deadline"),
    path(f"{_DOSSIER}sao-chep/", tabs.copy, name="copy"),
    path(f"{_DOSSIER}tiep-nhan/", intake.accept, name="accept"),
    path(f"{_DOSSIER}chuyen/", intake.transfer, name="transfer"),
    path(f"{_DOSSIER}tu-choi/", intake.refuse, name="refuse"),
    path(f"{_DOSSIER}yeu-cau-bo-sung/", intake.request_supplement, name="supplement"),
    path(f"{_DOSSIER}yeu-cau-nop-tien/", intake.request_payment, name="request_payment"),
    path(f"{_DOSSIER}thu-tien/", intake.take_payment, name="take_payment"),
    path(f"{_DOSSIER}nhan-viec/", processing.take, name="take"),
    path(f"{_DOSSIER}phan-cong/", processing.assign, name="assign"),
    path(f"{_DOSSIER}xong-buoc/", processing.finish_task, name="finish_task"),
    path(f"{_DOSSIER}lay-y-kien/", processing.ask_opinion, name="ask_opinion"),
    path(f"{_DOSSIER}cho-y-kien/", processing.give_opinion, name="give_opinion"),
    path(f"{_DOSSIER}tra-lai/", processing.send_back, name="send_back"),
    path(f"{_DOSSIER}dung/", processing.stop, name="stop"),
    path(f"{_DOSSIER}yeu-cau-rut/", processing.decide_withdrawal, name="withdrawal"),
    path(f"{_DOSSIER}soan-ket-qua/", results.draft_result, name="draft_result"),
    path(f"{_DOSSIER}duyet/", results.approve, name="approve"),
    path(f"{_DOSSIER}phat-hanh/", results.issue, name="issue"),
    path(f"{_DOSSIER}tra-ket-qua/", results.return_result, name="return_result"),
    path(f"{_DOSSIER}phieu/<int:pk>/", results.slip, name="slip"),
    path(f"{_DOSSIER}phieu/<int:pk>/trang/<int:number>/", results.slip_page, name="slip_page"),
    path(f"{_DOSSIER}ket-qua/<int:pk>/", results.result_file, name="result_file"),
    path(f"{_DOSSIER}ket-qua/<int:pk>/trang/<int:number>/", results.result_page, name="result_page"),
]
