"""What the first edition asked and said, for the revisions that it opened: data of a migration.

Taken down once and never changed, so that a database of that edition is brought to the same state
by every release.
"""

ASKS = {
    "contexts": ["chosen"],
    "situations": ["level"],
    "performance_metrics": ["importance", "difficulty"],
    "ideal_states": ["importance", "difficulty"],
    "emotional_jobs": ["importance", "difficulty"],
    "social_jobs": ["importance", "difficulty"],
    "related_jobs": ["chosen"],
    "financial_metrics": ["importance", "difficulty"],
}

WORDS = {
    "not_applicable": "Does not apply",
    "no": "No",
    "yes": "Yes",
    "contexts.title": "Contexts",
    "contexts.stem": "Which of these did you do the last time?",
    "chosen": "Applies",
    "chosen.1": "No",
    "chosen.2": "Yes",
    "situations.title": "Situations",
    "situations.stem": "Think of the last time. How was it?",
    "level": "Level",
    "performance_metrics.title": "Performance metrics",
    "importance": "Importance",
    "performance_metrics.importance": "How important is it that you are able to…",
    "difficulty": "Difficulty",
    "performance_metrics.difficulty": "How difficult is it for you to…",
    "ideal_states.title": "Ideal states",
    "ideal_states.importance": "How important is it that…",
    "ideal_states.difficulty": "How difficult is it to reach this:",
    "emotional_jobs.title": "Emotional jobs",
    "emotional_jobs.importance": "How important is it that you are able to…",
    "emotional_jobs.difficulty": "How difficult is it for you to…",
    "social_jobs.title": "Social jobs",
    "social_jobs.importance": "How important is it that you are able to…",
    "social_jobs.difficulty": "How difficult is it for you to…",
    "related_jobs.title": "Related jobs",
    "related_jobs.stem": "Which of these do you do as well?",
    "financial_metrics.title": "Financial metrics",
    "financial_metrics.importance": "How important is it that you are able to…",
    "financial_metrics.difficulty": "How difficult is it for you to…",
}

WELCOME = (
    "Thank you for taking part. We would like to know what matters to you %(doing)s, and "
    "what is hard about it. There are no right or wrong answers: think of the last time you "
    "did it. You may leave out whatever you cannot judge."
)

WELCOME_WITHOUT_JOB = (
    "Thank you for taking part. We would like to know what matters to you, and what is "
    "hard. There are no right or wrong answers: think of the last time. You may leave out "
    "whatever you cannot judge."
)

SAID = {
    "de": {
        "Does not apply": "Trifft nicht zu",
        "No": "Nein",
        "Yes": "Ja",
        "Contexts": "Anlässe",
        "Which of these did you do the last time?": "Was davon haben Sie beim letzten Mal getan?",
        "Applies": "Trifft zu",
        "Situations": "Situationen",
        "Think of the last time. How was it?": "Denken Sie an das letzte Mal. Wie war es?",
        "Level": "Ausprägung",
        "Performance metrics": "Leistungsmerkmale",
        "Importance": "Wichtigkeit",
        "How important is it that you are able to…": "Wie wichtig ist es, dass Sie Folgendes "
        "können:",
        "Difficulty": "Schwierigkeit",
        "How difficult is it for you to…": "Wie schwer fällt Ihnen Folgendes:",
        "Ideal states": "Idealzustände",
        "How important is it that…": "Wie wichtig ist Folgendes:",
        "How difficult is it to reach this:": "Wie schwer ist dies zu erreichen:",
        "Emotional jobs": "Gefühle",
        "Social jobs": "Wirkung auf andere",
        "Related jobs": "Verwandte Aufgaben",
        "Which of these do you do as well?": "Was davon tun Sie außerdem?",
        "Financial metrics": "Finanzielle Merkmale",
        "Not important": "Nicht wichtig",
        "Neutral": "Neutral",
        "Important": "Wichtig",
        "Not difficult": "Nicht schwer",
        "Difficult": "Schwer",
        "Not at all important": "Gar nicht wichtig",
        "Slightly important": "Wenig wichtig",
        "Somewhat important": "Mäßig wichtig",
        "Very important": "Sehr wichtig",
        "Extremely important": "Äußerst wichtig",
        "Not at all difficult": "Gar nicht schwer",
        "Slightly difficult": "Wenig schwer",
        "Somewhat difficult": "Mäßig schwer",
        "Very difficult": "Sehr schwer",
        "Extremely difficult": "Äußerst schwer",
        "Taking part is voluntary, and you may stop at any time. Your answers are stored without your name or address and are evaluated together with those of others.": "Die "
        "Teilnahme "
        "ist "
        "freiwillig, "
        "und "
        "Sie "
        "können "
        "jederzeit "
        "aufhören. "
        "Ihre "
        "Antworten "
        "werden "
        "ohne "
        "Ihren "
        "Namen "
        "und "
        "Ihre "
        "Adresse "
        "gespeichert "
        "und "
        "zusammen "
        "mit "
        "denen "
        "anderer "
        "ausgewertet.",
        "What you told us will be counted with the answers of everyone who took part.": "Was "
        "Sie "
        "uns "
        "mitgeteilt "
        "haben, "
        "wird "
        "zusammen "
        "mit "
        "den "
        "Antworten "
        "aller "
        "anderen "
        "ausgewertet, "
        "die "
        "teilgenommen "
        "haben.",
        "Do you decide, alone or together with others, whether such a solution is bought?": "Entscheiden "
        "Sie, "
        "allein "
        "oder "
        "gemeinsam "
        "mit "
        "anderen, "
        "ob "
        "eine "
        "solche "
        "Lösung "
        "gekauft "
        "wird?",
        "Thank you for taking part. We would like to know what matters to you, and what is hard. There are no right or wrong answers: think of the last time. You may leave out whatever you cannot judge.": "Vielen "
        "Dank, "
        "dass "
        "Sie "
        "teilnehmen. "
        "Wir "
        "möchten "
        "wissen, "
        "was "
        "Ihnen "
        "wichtig "
        "ist "
        "und "
        "was "
        "Ihnen "
        "schwerfällt. "
        "Es "
        "gibt "
        "keine "
        "richtigen "
        "oder "
        "falschen "
        "Antworten: "
        "Denken "
        "Sie "
        "an "
        "das "
        "letzte "
        "Mal. "
        "Was "
        "Sie "
        "nicht "
        "beurteilen "
        "können, "
        "lassen "
        "Sie "
        "einfach "
        "aus.",
    },
    "es": {
        "Does not apply": "No se aplica",
        "No": "No",
        "Yes": "Sí",
        "Contexts": "Contextos",
        "Which of these did you do the last time?": "¿Cuáles de estas cosas hizo la última vez?",
        "Applies": "Se aplica",
        "Situations": "Situaciones",
        "Think of the last time. How was it?": "Piense en la última vez. ¿Cómo fue?",
        "Level": "Nivel",
        "Performance metrics": "Indicadores de desempeño",
        "Importance": "Importancia",
        "How important is it that you are able to…": "¿Qué importancia tiene para usted poder "
        "hacer esto?",
        "Difficulty": "Dificultad",
        "How difficult is it for you to…": "¿Qué dificultad tiene para usted hacer esto?",
        "Ideal states": "Estados ideales",
        "How important is it that…": "¿Qué importancia tiene que se cumpla esto?",
        "How difficult is it to reach this:": "¿Qué dificultad tiene lograr esto?",
        "Emotional jobs": "Aspectos emocionales",
        "Social jobs": "Aspectos sociales",
        "Related jobs": "Tareas relacionadas",
        "Which of these do you do as well?": "¿Cuáles de estas cosas hace también?",
        "Financial metrics": "Indicadores financieros",
        "Not important": "No importante",
        "Neutral": "Neutral",
        "Important": "Importante",
        "Not difficult": "No difícil",
        "Difficult": "Difícil",
        "Not at all important": "Ninguna",
        "Slightly important": "Poca",
        "Somewhat important": "Alguna",
        "Very important": "Mucha",
        "Extremely important": "Muchísima",
        "Not at all difficult": "Ninguna",
        "Slightly difficult": "Poca",
        "Somewhat difficult": "Alguna",
        "Very difficult": "Mucha",
        "Extremely difficult": "Muchísima",
        "Taking part is voluntary, and you may stop at any time. Your answers are stored without your name or address and are evaluated together with those of others.": "La "
        "participación "
        "es "
        "voluntaria "
        "y "
        "puede "
        "dejarlo "
        "en "
        "cualquier "
        "momento. "
        "Sus "
        "respuestas "
        "se "
        "guardan "
        "sin "
        "su "
        "nombre "
        "ni "
        "su "
        "dirección "
        "y "
        "se "
        "evalúan "
        "junto "
        "con "
        "las "
        "de "
        "otras "
        "personas.",
        "What you told us will be counted with the answers of everyone who took part.": "Lo "
        "que "
        "nos "
        "ha "
        "dicho "
        "se "
        "contará "
        "junto "
        "con "
        "las "
        "respuestas "
        "de "
        "todas "
        "las "
        "personas "
        "que "
        "han "
        "participado.",
        "Do you decide, alone or together with others, whether such a solution is bought?": "¿Decide "
        "usted, "
        "por "
        "su "
        "cuenta "
        "o "
        "junto "
        "con "
        "otras "
        "personas, "
        "si "
        "se "
        "compra "
        "una "
        "solución "
        "de "
        "este "
        "tipo?",
        "Thank you for taking part. We would like to know what matters to you, and what is hard. There are no right or wrong answers: think of the last time. You may leave out whatever you cannot judge.": "Gracias "
        "por "
        "participar. "
        "Nos "
        "gustaría "
        "saber "
        "qué "
        "es "
        "importante "
        "para "
        "usted "
        "y "
        "qué "
        "le "
        "resulta "
        "difícil. "
        "No "
        "hay "
        "respuestas "
        "correctas "
        "ni "
        "incorrectas: "
        "piense "
        "en "
        "la "
        "última "
        "vez. "
        "Puede "
        "dejar "
        "sin "
        "responder "
        "lo "
        "que "
        "no "
        "pueda "
        "valorar.",
    },
    "fr": {
        "Does not apply": "Sans objet",
        "No": "Non",
        "Yes": "Oui",
        "Contexts": "Contextes",
        "Which of these did you do the last time?": "Lesquelles de ces choses avez-vous faites "
        "la dernière fois ?",
        "Applies": "S’applique",
        "Situations": "Situations",
        "Think of the last time. How was it?": "Pensez à la dernière fois. Comment était-ce ?",
        "Level": "Niveau",
        "Performance metrics": "Indicateurs de performance",
        "Importance": "Importance",
        "How important is it that you are able to…": "Quelle importance accordez-vous au fait "
        "de pouvoir…",
        "Difficulty": "Difficulté",
        "How difficult is it for you to…": "Quelle difficulté cela représente-t-il pour vous :",
        "Ideal states": "États idéaux",
        "How important is it that…": "Quelle importance accordez-vous à ceci :",
        "How difficult is it to reach this:": "Quelle difficulté y a-t-il à y parvenir :",
        "Emotional jobs": "Aspects émotionnels",
        "Social jobs": "Aspects sociaux",
        "Related jobs": "Tâches associées",
        "Which of these do you do as well?": "Lesquelles de ces choses faites-vous aussi ?",
        "Financial metrics": "Indicateurs financiers",
        "Not important": "Pas important",
        "Neutral": "Neutre",
        "Important": "Important",
        "Not difficult": "Pas difficile",
        "Difficult": "Difficile",
        "Not at all important": "Aucune",
        "Slightly important": "Faible",
        "Somewhat important": "Moyenne",
        "Very important": "Grande",
        "Extremely important": "Très grande",
        "Not at all difficult": "Aucune",
        "Slightly difficult": "Faible",
        "Somewhat difficult": "Moyenne",
        "Very difficult": "Grande",
        "Extremely difficult": "Très grande",
        "Taking part is voluntary, and you may stop at any time. Your answers are stored without your name or address and are evaluated together with those of others.": "La "
        "participation "
        "est "
        "volontaire "
        "et "
        "vous "
        "pouvez "
        "arrêter "
        "à "
        "tout "
        "moment. "
        "Vos "
        "réponses "
        "sont "
        "enregistrées "
        "sans "
        "votre "
        "nom "
        "ni "
        "votre "
        "adresse "
        "et "
        "sont "
        "évaluées "
        "avec "
        "celles "
        "des "
        "autres.",
        "What you told us will be counted with the answers of everyone who took part.": "Ce "
        "que "
        "vous "
        "nous "
        "avez "
        "dit "
        "sera "
        "compté "
        "avec "
        "les "
        "réponses "
        "de "
        "toutes "
        "les "
        "personnes "
        "qui "
        "ont "
        "participé.",
        "Do you decide, alone or together with others, whether such a solution is bought?": "Décidez-vous, "
        "seul "
        "ou "
        "avec "
        "d’autres, "
        "de "
        "l’achat "
        "d’une "
        "telle "
        "solution "
        "?",
        "Thank you for taking part. We would like to know what matters to you, and what is hard. There are no right or wrong answers: think of the last time. You may leave out whatever you cannot judge.": "Merci "
        "de "
        "votre "
        "participation. "
        "Nous "
        "aimerions "
        "savoir "
        "ce "
        "qui "
        "compte "
        "pour "
        "vous "
        "et "
        "ce "
        "qui "
        "est "
        "difficile. "
        "Il "
        "n’y "
        "a "
        "ni "
        "bonnes "
        "ni "
        "mauvaises "
        "réponses "
        ": "
        "pensez "
        "à "
        "la "
        "dernière "
        "fois. "
        "Vous "
        "pouvez "
        "passer "
        "ce "
        "que "
        "vous "
        "ne "
        "pouvez "
        "pas "
        "évaluer.",
    },
    "ar": {
        "Does not apply": "لا ينطبق",
        "No": "لا",
        "Yes": "نعم",
        "Contexts": "السياقات",
        "Which of these did you do the last time?": "أيٌّ مما يلي فعلته في آخر مرة؟",
        "Applies": "ينطبق",
        "Situations": "الظروف",
        "Think of the last time. How was it?": "عند التفكير في آخر مرة، كيف كانت؟",
        "Level": "المستوى",
        "Performance metrics": "مقاييس الأداء",
        "Importance": "الأهمية",
        "How important is it that you are able to…": "ما مدى أهمية قدرتك على…",
        "Difficulty": "الصعوبة",
        "How difficult is it for you to…": "ما مدى صعوبة ما يلي بالنسبة إليك:",
        "Ideal states": "الحالات المثالية",
        "How important is it that…": "ما مدى أهمية ما يلي:",
        "How difficult is it to reach this:": "ما مدى صعوبة الوصول إلى ما يلي:",
        "Emotional jobs": "الجوانب العاطفية",
        "Social jobs": "الجوانب الاجتماعية",
        "Related jobs": "المهام ذات الصلة",
        "Which of these do you do as well?": "أيٌّ مما يلي تفعله أيضًا؟",
        "Financial metrics": "المقاييس المالية",
        "Not important": "غير مهم",
        "Neutral": "محايد",
        "Important": "مهم",
        "Not difficult": "غير صعب",
        "Difficult": "صعب",
        "Not at all important": "غير مهم إطلاقًا",
        "Slightly important": "قليل الأهمية",
        "Somewhat important": "مهم إلى حد ما",
        "Very important": "مهم جدًا",
        "Extremely important": "بالغ الأهمية",
        "Not at all difficult": "غير صعب إطلاقًا",
        "Slightly difficult": "صعب قليلًا",
        "Somewhat difficult": "صعب إلى حد ما",
        "Very difficult": "صعب جدًا",
        "Extremely difficult": "بالغ الصعوبة",
        "Taking part is voluntary, and you may stop at any time. Your answers are stored without your name or address and are evaluated together with those of others.": "المشاركة "
        "طوعية، "
        "ويمكنك "
        "التوقف "
        "في "
        "أي "
        "وقت. "
        "تُحفظ "
        "إجاباتك "
        "من "
        "دون "
        "اسمك "
        "أو "
        "عنوانك، "
        "وتُقيَّم "
        "مع "
        "إجابات "
        "الآخرين.",
        "What you told us will be counted with the answers of everyone who took part.": "سيُحتسب "
        "ما "
        "أخبرتنا "
        "به مع "
        "إجابات "
        "جميع "
        "من "
        "شاركوا.",
        "Do you decide, alone or together with others, whether such a solution is bought?": "هل "
        "تشارك، "
        "بمفردك "
        "أو "
        "مع "
        "آخرين، "
        "في "
        "اتخاذ "
        "قرار "
        "شراء "
        "حل "
        "كهذا؟",
        "Thank you for taking part. We would like to know what matters to you, and what is hard. There are no right or wrong answers: think of the last time. You may leave out whatever you cannot judge.": "شكرًا "
        "لمشاركتك. "
        "نودّ "
        "أن "
        "نعرف "
        "ما "
        "يهمّك "
        "وما "
        "يصعب "
        "عليك. "
        "لا "
        "توجد "
        "إجابات "
        "صحيحة "
        "أو "
        "خاطئة: "
        "يكفي "
        "التفكير "
        "في "
        "آخر "
        "مرة. "
        "يمكنك "
        "تجاوز "
        "ما "
        "لا "
        "تستطيع "
        "تقييمه.",
    },
}
