"""Rows as COPY's text, one function a table; columns are named so that a new column with a default is no trouble."""

COLUMNS = {
    "accounts_party": "id kind name name_fold name_sort id_number tax_code birth_on sex phone email address "
    "commune_code created_at",
    "dossiers_dossier": "id reference code state revision procedure_id version_id case owner_id submitter_id "
    "created_by_id owner_name owner_fold owner_number contact_phone contact_email channel is_test answers summary "
    "return_method return_address receiving_agency_id competent_agency_id created_at touched_at submitted_at "
    "registered_at received_at finished_at returned_at ended_at due_at original_due_at next_due_at next_due_for "
    "holder_kind holder_agency_id holder_duty holder_officer_id held_since state_before journal_number journal_hash",
    "dossiers_journalentry": "dossier_id number verb user_id actor actor_title agency_id agency_name from_state "
    "to_state note data at due_at previous_hash hash",
    "dossiers_task": "dossier_id step_id title kind is_lead agency_id duty officer_id started_at taken_at due_at "
    "ended_at outcome question note",
    "dossiers_dossierresult": "dossier_id kind title fields file_id attached drafted_by_id drafted_at approved_by_id "
    "approved_at number issued_on verify_key revoked_at",
    "dossiers_slip": "dossier_id kind number facts issued_at issued_by_id file_id",
}


def statement(table: str) -> str:
    """COPY … FROM STDIN for the columns that we write."""
    names = ", ".join(f'"{name}"' for name in COLUMNS[table].split())
    return f"COPY {table} ({names}) FROM STDIN"


def json_text(text: str) -> str:
    """JSON as COPY's text format wants it."""
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")
