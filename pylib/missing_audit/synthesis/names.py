"""Common forenames and surnames, put together at random, so that nobody real is meant."""

from __future__ import annotations

import numpy as np

__all__ = ["NICKNAMES", "forenames", "heritage", "surnames"]

_SURNAMES = {
    "british": (
        "Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans "
        "Walker White Roberts Green Hall Wood Jackson Clarke Hughes Edwards Turner Harris Lewis "
        "Martin Cooper Ward Hill Moore Clark King Harrison Morgan Baker Patterson Morris Allen "
        "Mitchell Parker Cook Bailey Shaw Bennett Lee Gray Carter Bell Richardson Murphy Collins "
        "Foster Marshall Simpson Webb Rogers Hunt Palmer Mills Holmes Barnes Knight Lloyd Butler "
        "Russell Fisher Barker Stevens Jenkins Dixon Fletcher Hargreaves Ashworth Whittaker Entwistle "
        "Duckworth Haworth Pickup Holden Greenwood Sutcliffe Barlow Crossley Dewhurst Eastwood "
        "Farnworth Gill Heaton Kershaw Lomax Nuttall Ormerod Pilkington Rigby Seddon Tattersall "
        "Unsworth Winstanley Yates Smith-Hall Green-Ward Booth-Carter Lloyd-Jones"
    ),
    "irish": (
        "Murphy Kelly Byrne Ryan O’Connor O’Neill Doherty Gallagher McCarthy Ward Connors "
        "McDonagh Maughan Doran"
    ),
    "european": (
        "Kowalski Nowak Wójcik Lewandowski Kaminski Popescu Ionescu Horváth Novák Petrov Silva Santos "
        "Ferreira Kazlauskas Jansons Schmidt Moreau Rossi"
    ),
    "pakistani": (
        "Khan Hussain Ahmed Ali Mahmood Akhtar Iqbal Malik Shah Begum Bibi Mirza Raza Rehman Aslam "
        "Butt Chaudhry Javed Rashid Saleem"
    ),
    "bangladeshi": "Begum Miah Rahman Uddin Islam Khatun Chowdhury Hussain Ali Ahmed Haque Choudhury",
    "indian": "Patel Singh Kaur Sharma Desai Mistry Shah Parmar Gill Chauhan Joshi Kumar Solanki Bhatt",
    "african": (
        "Okafor Adeyemi Mensah Osei Mohamed Abdi Okonkwo Boateng Ndlovu Moyo Kamara Diallo "
        "Bello Hassan Tesfaye"
    ),
    "caribbean": (
        "Campbell Brown Williams Morgan Grant Gordon Francis Bailey Henry Joseph Charles Clarke Reid Samuels"
    ),
    "chinese": "Chen Wong Li Zhang Lin Chan Liu Yip Cheung Tang",
    "arab": "Al-Hassan Haddad Karim Nasser Aziz Ibrahim Mahmoud Saleh Yousef Rahimi Ahmadi Karimi Hamid",
}
_GIRLS = {
    "british": (
        "Chloe Emily Megan Jessica Sophie Lauren Charlotte Hannah Olivia Lucy Bethany Ellie Katie "
        "Leah Amy Rebecca Holly Molly Grace Caitlin Abigail Georgia Mia Paige Jade Ella Courtney "
        "Amber Freya Isabella Eleanor Elizabeth Alexandra Samantha Natalie Danielle Shannon Zoë Siân "
        "Phoebe Poppy Daisy Lily Erin Madison Summer Skye Keira Libby Evie Ruby Isabel Victoria "
        "Kayleigh Demi Tia Lacey Scarlett Imogen Niamh"
    ),
    "irish": "Aoife Niamh Ciara Caitlin Roisin Bridget Margaret Kathleen Shannon Erin Siobhan Mary",
    "european": "Zuzanna Julia Maja Wiktoria Natalia Anna Maria Sofia Elena Ioana Petra Ana Inês Karolina",
    "pakistani": (
        "Aisha Fatima Zainab Maryam Amina Sana Iqra Hafsa Khadija Aleena Noor Saira Zara Mahnoor Rabia"
    ),
    "bangladeshi": "Fatima Nusrat Tahmina Sumaiya Jannat Ayesha Maisha Sadia Nadia Tasnim",
    "indian": "Priya Anjali Simran Jasmine Riya Diya Kiran Harpreet Meera Pooja Neha Aarti",
    "african": "Blessing Grace Amina Hodan Chioma Esther Mercy Abena Fatou Precious Zahra Ruth",
    "caribbean": "Shanice Jada Naomi Tiana Kezia Chantelle Aaliyah Simone Imani Renee",
    "chinese": "Mei Jia Emily Amy Xin Yi Ling Grace",
    "arab": "Layla Yasmin Noor Maryam Sara Hala Rania Zahra Amira",
}
_BOYS = {
    "british": (
        "Jack Thomas James Joshua Daniel Harry Samuel Joseph Matthew Callum Luke William Lewis Oliver "
        "Ryan Benjamin George Liam Jordan Adam Alexander Jake Connor Cameron Nathan Kieran Mason "
        "Tyler Jamie Alfie Charlie Dylan Owen Michael Christopher Robert Andrew David Ethan Logan Max "
        "Leo Archie Toby Bradley Brandon Kyle Reece Aaron Declan Ben Edward Anthony Nicholas Patrick "
        "Stephen Louis Rhys Zachary Corey Kai"
    ),
    "irish": "Patrick Sean Conor Michael John Declan Liam Cian Eoin Martin Brendan Thomas",
    "european": "Jakub Kacper Mateusz Filip Jan Oskar Andrei Mihai Tomáš Lukas João Dawid Stefan Marek",
    "pakistani": (
        "Mohammed Muhammad Hamza Ali Usman Bilal Adam Zain Hassan Ibrahim Haroon Yusuf Imran Faisal Kashif"
    ),
    "bangladeshi": "Mohammed Rahim Karim Tanvir Shahid Imran Nabil Rafi Sabbir Jamal",
    "indian": "Arjun Rohan Jaspreet Aryan Harjit Dev Kiran Nikhil Sunil Amar Vikram Manpreet",
    "african": "Emmanuel Samuel Kwame David Abdi Mohamed Tunde Daniel Chidi Joseph Yusuf Kofi",
    "caribbean": "Tyrone Jermaine Marcus Andre Jerome Malachi Isaiah Curtis Nathaniel Reuben",
    "chinese": "Wei Jun Jason Kevin Hao Ming Daniel Eric",
    "arab": "Omar Ahmad Yousef Ali Karim Hamid Amir Reza Samir",
}
_HERITAGE = {
    "WBRI": "british", "WIRI": "irish", "WOTH": "european", "WIRT": "irish", "WROM": "european",
    "MWBC": "caribbean", "MWBA": "african", "MWAS": "pakistani", "MOTH": "british", "AIND": "indian",
    "APKN": "pakistani", "ABAN": "bangladeshi", "AOTH": "arab", "BCRB": "caribbean", "BAFR": "african",
    "BOTH": "african", "CHNE": "chinese", "OOTH": "arab", "REFU": "british", "NOBT": "british",
}  # fmt: skip
NICKNAMES: dict[str, tuple[str, ...]] = {
    "Abigail": ("Abi", "Abbie"), "Adam": ("Ad",), "Alexander": ("Alex", "Zander"),
    "Alexandra": ("Alex", "Lexi"), "Andrew": ("Andy", "Drew"), "Anthony": ("Tony", "Ant"),
    "Ben": ("Benjamin",), "Benjamin": ("Ben", "Benji"), "Bethany": ("Beth",), "Bradley": ("Brad",),
    "Caitlin": ("Kaitlyn", "Cait"), "Cameron": ("Cam",), "Charlie": ("Charles",),
    "Charlotte": ("Charlie", "Lottie"), "Chloe": ("Khloe", "Chlo"), "Christopher": ("Chris", "Kit"),
    "Connor": ("Conor", "Con"), "Conor": ("Connor",), "Daniel": ("Dan", "Danny"), "Danielle": ("Dani",),
    "David": ("Dave", "Davey"), "Declan": ("Dec",), "Edward": ("Ed", "Eddie"), "Eleanor": ("Ellie", "Nell"),
    "Elizabeth": ("Lizzie", "Beth", "Libby"), "Ellie": ("Eleanor", "Elly"), "Emily": ("Em", "Emilie"),
    "Emmanuel": ("Manny",), "Fatima": ("Fatimah",), "Georgia": ("Georgie",), "Grace": ("Gracie",),
    "Hannah": ("Hanna",), "Ibrahim": ("Ebrahim",), "Isabel": ("Izzy", "Bel"), "Isabella": ("Bella", "Izzy"),
    "Jakub": ("Jakob", "Kuba"), "Jamie": ("James",), "James": ("Jim", "Jamie"),
    "Jessica": ("Jess", "Jessie"), "Jordan": ("Jord",), "Joseph": ("Joe", "Joey"), "Joshua": ("Josh",),
    "Katie": ("Kate", "Katy"), "Kieran": ("Kieron",), "Lauren": ("Loren",), "Leah": ("Lea",),
    "Lewis": ("Louis", "Lew"), "Louis": ("Lewis",), "Lucy": ("Luce",), "Maryam": ("Mariam",),
    "Matthew": ("Matt", "Matty"), "Megan": ("Meg",), "Michael": ("Mike", "Mikey"),
    "Mohammed": ("Mohammad", "Muhammed", "Mo"), "Muhammad": ("Mohammed", "Mo"), "Molly": ("Mollie",),
    "Natalie": ("Nat",), "Nathan": ("Nate", "Nath"), "Nathaniel": ("Nathan",),
    "Nicholas": ("Nick", "Nicky"), "Niamh": ("Neve",), "Oliver": ("Ollie", "Oli"),
    "Patrick": ("Paddy", "Pat"), "Rebecca": ("Becky", "Becca"), "Reece": ("Rhys",), "Rhys": ("Reece",),
    "Robert": ("Rob", "Bobby"), "Ryan": ("Rian",), "Samantha": ("Sam", "Sammy"), "Samuel": ("Sam", "Sammy"),
    "Sean": ("Shaun",), "Shannon": ("Shan",), "Sophie": ("Soph", "Sofie"), "Stephen": ("Steven", "Ste"),
    "Thomas": ("Tom", "Tommy"), "Tyler": ("Ty",), "Victoria": ("Vicky", "Tori"),
    "William": ("Will", "Billy"), "Yusuf": ("Yousuf",), "Zachary": ("Zach", "Zak"), "Zainab": ("Zaynab",),
    "Zoë": ("Zoe",), "Siân": ("Sian",),
}  # fmt: skip


def _pick(rng: np.random.Generator, text: str, size: int) -> np.ndarray:
    # Listed roughly from common to rare; the square root keeps the commonest from taking over.
    names = np.array(text.split(), dtype=object)
    weight = 1 / np.sqrt(np.arange(len(names)) + 3.0)
    return names[rng.choice(len(names), size, p=weight / weight.sum())]


def heritage(ethnic: np.ndarray) -> np.ndarray:
    """Name list for each ethnic code of the looked-after return."""
    return np.array([_HERITAGE[code] for code in ethnic], dtype=object)


def surnames(rng: np.random.Generator, ethnic: np.ndarray) -> np.ndarray:
    """Draw one surname for each ethnic code."""
    lists, out = heritage(ethnic), np.empty(len(ethnic), dtype=object)
    for name, text in _SURNAMES.items():
        mask = lists == name
        out[mask] = _pick(rng, text, int(mask.sum()))
    return out


def forenames(rng: np.random.Generator, ethnic: np.ndarray, girl: np.ndarray) -> np.ndarray:
    """Draw one forename for each ethnic code and sex."""
    lists, out = heritage(ethnic), np.empty(len(ethnic), dtype=object)
    for sex, source in ((True, _GIRLS), (False, _BOYS)):
        for name, text in source.items():
            mask = (lists == name) & (girl == sex)
            out[mask] = _pick(rng, text, int(mask.sum()))
    return out
