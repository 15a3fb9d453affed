"""A county small enough to work out by hand: its configuration and extracts as text."""

from pathlib import Path

from missing_audit.config import Settings, load

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "example"

FIGURES = sum(chapter.read_text(encoding="utf-8").count("#| label: fig-")
              for chapter in [ROOT / "index.qmd", *(ROOT / "chapters").rglob("*.qmd")])
"""Figures of the book."""

AUDIT = """
[county]
name = "Smallshire"
authority = "Smallshire Council"
synthetic = true
districts = ["North", "South"]
[period]
start = 2014-04-01
end = 2016-03-31
[document]
title = "Missing"
subtitle = "In Smallshire"
commissioner = "The directorate"
agreed_by = "The steering group"
agreed_on = 2016-05-01
timescale = "2016"
[[document.versions]]
version = "1"
date = 2016-06-01
purpose = "First"
[sources.police]
path = "police.csv"
layout = "police-missing-reports"
[sources.case_records]
path = "cases.csv"
layout = "case-records"
[sources.looked_after_header]
path = "header.csv"
layout = "ssda903"
[sources.looked_after_episodes]
path = "episodes.csv"
layout = "ssda903"
[sources.looked_after_missing]
path = "missing.csv"
layout = "ssda903"
[sources.home_logs]
path = "logs.csv"
layout = "home-logs"
[sources.caf]
path = "caf.csv"
layout = "caf-assessments"
[reference]
populations = "populations.csv"
"""

POLICE = """Report No,Report Type,Surname,Forename,DOB,Sex,Missing From Date Time,Returned Date Time,Risk,District,\
Adults Same Household,Children Same Household
P1,Missing,O'Neil,Ann,01/02/2002,F,05/06/2014 20:00,06/06/2014 02:00,High,North,0,0
P2,Missing,ONEIL,ann,1/2/2002,F,10/09/2014 20:00,11/09/2014 09:00,Medium,North,0,0
P3,Absent,Brown,Bo,03/04/2001,M,12/10/2014 17:00,12/10/2014 19:00,,South,0,0
P4,Missing,Cole,Cy,05/05/2003,M,01/07/2015 21:00,02/07/2015 01:00,Low,South,0,0
P5,Missing,Dean,Di,06/06/2004,F,02/08/2015 10:00,03/08/2015 10:00,Low,South,1,1
P6,Missing,Earl,Ed,07/07/1996,M,03/08/2015 10:00,03/08/2015 18:00,Low,South,0,0
"""
CASES = """Person ID,Surname,Forename,Date of Birth,Gender,District,At Risk of Going Missing,Assessed By,Assessed On,\
History of Going Missing
1,O'Neil,Ann,01/02/2002,Female,North,,,,
2,Brown,Bo,03/04/2001,Male,South,,,,
3,Cole,Cy,05/05/2003,Male,South,,,,
4,Fox,Flo,08/08/2003,Female,North,Y,Social worker,01/05/2015,
5,Gray,Gus,09/09/2003,Male,North,Y,,,
6,Hall,Hal,10/10/2003,Male,North,,,,Y
"""
HEADER = """CHILD,SEX,DOB,ETHNIC
1,2,01/02/2002,WBRI
2,1,03/04/2001,WBRI
"""
EPISODES = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
1,01/01/2014,S,C2,N1,U6,PR1,01/09/2014,X1,,,,
1,01/09/2014,P,C2,N1,K2,PR1,,,,,,
2,01/04/2015,S,C2,N1,U6,PR1,01/10/2015,E11,,,,
"""
MISSING = """CHILD,DOB,MISSING,MIS_START,MIS_END
1,01/02/2002,M,06/06/2014,06/06/2014
1,01/02/2002,A,10/09/2014,11/09/2014
1,01/02/2002,M,20/01/2016,21/01/2016
"""
LOGS = """Home URN,Surname,Forename,DOB,Sex,Placing Authority,Category,Time Left,Time Returned,Police Informed
H1,O'Neil,Ann,01/02/2002,F,Smallshire,Missing,20/01/2016 18:30,21/01/2016 00:10,Yes
H1,O'Neil,Ann,01/02/2002,F,Smallshire,Unauthorised absence,14/02/2016 16:00,14/02/2016 21:00,No
H1,Ives,Ivy,09/09/2001,F,Elsewhere,Missing,03/03/2015 20:00,04/03/2015 02:00,Yes
"""
CAF = """CAF Number,Surname,Forename,Date of Birth,Gender,District,Assessment Date,Closure Date
C1,Cole,Cy,05/05/2003,M,South,01/03/2015,01/09/2015
C2,O'Neil,Ann,01/02/2002,F,North,01/07/2014,
C3,Fox,Flo,08/08/2003,F,North,01/02/2016,
C4,Hall,Hal,10/10/2003,M,North,01/05/2016,
"""


def population() -> str:
    rows = [f"{district},{year},{age},{sex},50" for district in ("North", "South") for year in (2014, 2015)
            for age in range(18) for sex in "MF"]
    return "\n".join(["district,year,age,sex,population", *rows]) + "\n"


FILES = {"audit.toml": AUDIT, "police.csv": POLICE, "cases.csv": CASES, "header.csv": HEADER,
         "episodes.csv": EPISODES, "missing.csv": MISSING, "logs.csv": LOGS, "caf.csv": CAF,
         "populations.csv": population(),
         "linkage.key": "a key of the small county\n"}


def written(folder: Path, **changed: str | None) -> Settings:
    """The small county as files; one given by name replaces or, where it is nothing, leaves out that of the name."""
    folder.mkdir(exist_ok=True)
    for name, text in (FILES | {key.replace("_", ".", 1): text for key, text in changed.items()}).items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return load(folder)
