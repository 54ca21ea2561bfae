from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"
    label = "dossiers"
    verbose_name = "Hồ sơ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The home page shows the draft that waits (portal.web.hooks); simulations replay the past; the next form
        knows the last one; who publishes a version sees what it touches."""
        from dossiers import integrity, listings, popular
        from dossiers.citizen.home import draft_card
        from dossiers.citizen.mine import beside_the_vault
        from dossiers.figures import figures
        from dossiers.own_data import called, own_dossiers, still_open
        from dossiers.past import past
        from dossiers.prefilling import from_vault, last_dossier
        from dossiers.services.copying import note_done
        from dossiers.services.following import Dossiers
        from dossiers.services.handing_over import told_work
        from dossiers.versions import ending, impact
        from portal.agencies.rearranging.hooks import on_rearranging
        from portal.agencies.services import on_leaving
        from portal.catalogues.offering import offer
        from portal.celery import start_on_commit
        from portal.copies.hooks import on_done
        from portal.privacy.hooks import holds, keeps_open, names
        from portal.upkeep.integrity import look_at
        from portal.vault.hooks import beside
        from portal.web import hooks
        from procedures import eform
        from procedures.hooks import on_publication, on_retirement
        from procedures.online.figures import on_figures
        from procedures.simulating.past import on_past

        offer("trang-thai", "Trạng thái hồ sơ", listings.states)
        hooks.on_home(draft_card)
        hooks.count_popular(popular.codes)
        on_leaving(told_work, lambda officer: start_on_commit("dossiers.hand_over_left"))
        on_past(past)
        on_publication(impact)
        on_retirement(ending)
        on_rearranging(Dossiers())
        on_figures(figures)
        eform.connect("last_dossier", last_dossier)
        eform.connect("vault", from_vault)
        beside(beside_the_vault)
        holds(own_dossiers)
        keeps_open(still_open)
        names(called)
        on_done(note_done)
        look_at("dossiers", integrity.look)
