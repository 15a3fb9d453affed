"""Methods that know nothing of the audit: tables in, tables out, an interval and an n with every estimate."""
