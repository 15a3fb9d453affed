"""Words that make an association a cause, looked for in all that the book says."""

import re

_WORDS = re.compile(r"\b(?:caus(?:e|es|ed|ing)|leads? to|led to|results? in|resulted in|due to|because of|drives?|"
                    r"driven by|prevents?|prevented|reduces?|reduced|reducing|increases? the risk|(?:effect|impact) of|"
                    r"thanks to|attributable to)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|nothing|cannot|no|nor|neither)\b", re.IGNORECASE)


def causal(text: str, *, may_deny: bool = False) -> list[str]:
    """Sentences with such a word, but, where it may be denied, those that say that something is not so."""
    return [sentence for sentence in re.split(r"(?<=[.!?;:])\s+", text)
            if _WORDS.search(sentence) and not (may_deny and _DENIED.search(sentence))]
