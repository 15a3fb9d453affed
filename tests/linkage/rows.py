"""Small sources, made by hand."""

import pandas as pd


def people(*lines, columns="surname forename dob sex"):
    """Rows of a source from text, one a line, separated by commas; an empty cell is missing."""
    cells = [[cell.strip() or None for cell in line.split(",")] for line in lines]
    table = pd.DataFrame(cells, columns=columns.split()).astype("str")
    if "dob" in table:
        table["dob"] = pd.to_datetime(table["dob"]).astype("datetime64[s]")
    return table.assign(line=range(2, len(table) + 2))
