"""Social care's missing episodes that break each rule."""

from sources.test_case_records import GOOD as CASES

BESIDE = {"case_records": CASES}
GOOD = """miss_table_id,miss_person_id,miss_missing_episode_start_date,miss_missing_episode_type,\
miss_missing_episode_end_date,miss_missing_rhi_offered,miss_missing_rhi_accepted
11,1,06/06/2014,Missing,07/06/2014,Y,N
12,1,10/09/2014,Away,11/09/2014,NA,NA
13,2,29/09/2015,Missing,NULL,N,NA
"""
BREAKS = {
    "CSM-01": "19,1,31/02/2015,Missing,01/03/2015,N,NA\n",
    "CSM-02": "19,,01/02/2015,Missing,01/03/2015,N,NA\n",
    "CSM-03": "19,1,01/02/2015,Late,02/02/2015,N,NA\n",
    "CSM-04": "12,1,10/09/2014,Away,11/09/2014,NA,NA\n",
    "CSM-05": "19,1,01/02/2001,Missing,02/02/2001,N,NA\n",
    "CSM-06": "19,1,02/02/2015,Missing,01/02/2015,N,NA\n",
    "CSM-07": "19,1,01/02/2015,Missing,02/02/2015,N,Y\n",
    "CSM-08": "19,77,01/02/2015,Missing,02/02/2015,N,NA\n",
    "CSM-09": "19,1,06/06/2014,Missing,09/06/2014,N,NA\n",
    "CSM-10": "19,2,30/09/2015,Missing,NULL,N,NA\n",
    "CSM-11": "19,1,01/02/2015,Missing,02/02/2015,NULL,NULL\n",
    "CSM-12": "19,1,01/02/2015,Missing,02/02/2015,Y,NULL\n",
}
PLANTED = {"no_date": "CSM-01", "unknown_type": "CSM-03", "repeated_row": "CSM-04", "end_before_start": "CSM-06",
           "accepted_without_offer": "CSM-07"}
