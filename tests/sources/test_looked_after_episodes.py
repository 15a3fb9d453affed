"""Episodes of care that break each rule."""

BESIDE = {"looked_after_header": "CHILD,SEX,DOB,ETHNIC\n1,2,01/02/2002,WBRI\n2,1,03/04/2001,WBRI\n"}
GOOD = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
1,01/01/2014,S,C2,N1,U6,PR1,01/09/2014,X1,,,QX1 1AA,
1,01/09/2014,P,C2,N1,K2,PR1,,,,,QX1 1AB,
2,01/04/2015,S,V2,N1,U6,PR1,01/10/2015,E11,,,QX1 1AC,
"""
BREAKS = {
    "EPI-01": ",01/01/2014,S,C2,N1,U6,PR1,,,,,QX1 1AA,\n",
    "EPI-02": "1,,S,C2,N1,U6,PR1,,,,,QX1 1AA,\n",
    "EPI-03": "77,01/01/2014,S,C2,N1,U6,PR1,,,,,QX1 1AA,\n",
    "EPI-04": "2,01/01/2014,S,C2,N1,U6,PR1,01/01/2013,,,,QX1 1AA,\n",
    "EPI-05": GOOD.splitlines()[-1] + "\n",
    "EPI-06": lambda text: text.replace("K2", "QQ"),
    "EPI-07": lambda text: text.replace("\n1,01/09/2014", "\n1,01/08/2014"),
    "EPI-08": lambda text: text.replace("V2", "ZZ"),
    "EPI-09": lambda text: text.replace("QX1 1AC", ""),
}
