"""The accessibility statement: whom to ask, in the configuration's words or in neutral ones."""

from missing_audit.book import Book
from missing_audit.config import Settings
from smallshire import FILES


def said(settings: Settings) -> str:
    return Book(settings, {}, {}, {}, []).contact


def test_contact_is_taken_from_the_configuration(county):
    text = FILES["audit.toml"].replace("[document]", '[document]\ncontact = "the audit office, audit@county.example"')
    assert said(county(audit_toml=text)).startswith("Write to the audit office, audit@county.example, and say")


def test_without_contact_the_authority_is_named(county):
    settings = county()
    assert settings.document.contact is None
    assert said(settings).startswith("This edition names no office of its own: write to ")
    assert settings.county.authority in said(settings)
