# Autour de chaque page
skip = Aller au contenu
nav = Principal
nav-overview = Vue d’ensemble
nav-programme = Programme
nav-programmes = Programmes
nav-control = Contrôle
nav-journal = Journal
nav-documents = Pièces
nav-feeds = Abonnements des PTF
as-of = Situation arrêtée au
known-on = données connues au
look-then = Consulter à ces dates
stale-banner = Cette page peut être incomplète : une partie de la plateforme ne suit plus ce qui est inscrit. Rien n’est perdu ; prévenez l’équipe qui exploite la plateforme.
past-banner = Vous consultez le passé : aucune saisie n’est possible.
back-to-today = Revenir à aujourd’hui
recorded-under = Inscrit sous le
recorded-already = C’était déjà ainsi : rien n’a été inscrit de plus.
act-as = Choisir qui agit
act-as-lead = Les fonctions du registre : chacun peut en choisir une sur cette machine, en attendant des comptes de personnes. Un changement d’état est proposé par une personne et confirmé par une autre : changez de fonction pour confirmer.
act-as-closed = Cette installation n’offre pas de fonctions à choisir.
act-as-nobody = Ne plus agir
acting-now = fonction actuelle
choose = Choisir
illustrative = illustratif
illustrative-title = Valeur illustrative, sans source
restricted = réservé
restricted-title = Réservé à la coordination, aux secrétariats et à l’audit. L’historique dit qui l’a enregistré.
restricted-lines = { $n ->
    [one] Une ligne est réservée : son texte n’est pas montré.
   *[other] { $count } lignes sont réservées : leur texte n’est pas montré.
}
illustrative-part = dont une part illustrative
none = aucune
yes = oui
no = non
total = Total
pages = Pages
page-before = Page précédente
page-after = Page suivante
page-of = Page { $what }
show-all = Tout afficher ({ $count })
export-xlsx = Exporter .xlsx
export-csv = Exporter .csv
export-position = position dans le journal
export-provenance = provenance
export-recorded = inscrit
export-as-of = Situation arrêtée au { $effective } · données connues au { $known }
unconfirmed = non confirmé
unlisted-institution = institution non répertoriée ({ $what }…)
unlisted-person = personne non répertoriée ({ $what }…)
automatic = automatique
reconstructed = reconstitué
days-left = { $n ->
     [0] aujourd’hui
     [one] dans { $count } jour
   *[other] dans { $count } jours
}
days-past = { $n ->
     [one] dépassé de { $count } jour
   *[other] dépassé de { $count } jours
}
due-of = échéance { $what }

# La vue d’ensemble
overview-lead = Chaque programme, ses accords, et ce qui attend quelqu’un.
open-programme = Ouvrir le programme
no-fact = Ni montant, ni tâche, ni échéance à cette date. Ses propres pages montrent le reste.
empty-title = Rien à suivre pour l’instant
empty-text = Aucun programme n’a de montant, de tâche ni d’échéance à cette date. Le premier accord inscrit apparaîtra ici, avec tout ce qui lui arrive.
empty-hint = Pour voir la plateforme avec des faits publics et leurs sources :
todo = À faire
todo-none = Rien n’attend de confirmation ni d’explication.

# Les colonnes
column-number = Nº
column-reference = Accord
column-agreement = Rang et instrument
column-committed = Montant de l’accord
column-disbursed = Décaissé
column-undisbursed = Non décaissé
column-closing = Clôture
column-state = État
column-category = Catégorie
column-method = Méthode
column-requested = Demandé
column-charged = Imputé
column-value-date = Valeur
column-tranche = Tranche
column-label = Libellé
column-kind = Nature
column-amount = Montant
column-used = Utilisé
column-due = Échéance
column-contract = Marché
column-title = Intitulé
column-paid = Payé
column-outstanding = Reste à payer
column-ends = Fin
column-own-reference = Référence
column-object = Objet
column-requested-on = Demandé le
column-answered-on = Répondu le
column-answer = Réponse
column-date = Date
column-deadline = Échéance
column-days = Délai
column-effective = Effet
column-movement = Mouvement
column-piece = Pièce
column-balance-after = Solde après
column-bank = Banque
column-ceiling = Plafond
column-advanced = Avancé
column-documented = Justifié
column-refunded = Reversé
column-balance = Solde
column-undocumented = À justifier
column-bank-says = Relevé bancaire
column-difference = Écart
column-event-number = Nº
column-event = Événement
column-recorded = Inscrit
column-change = Variation
column-amended-by = Corrigé par
column-after = Cumul
column-set = Valeur
column-act-of = Acte de
column-recorded-by = Saisi par
column-authority = Fondement
column-from = Depuis
column-until = Jusqu’au
column-signed-amount = Signé
column-approved-amount = Approuvé
column-released = Libéré
column-ineligible = Inéligible
column-cancelled = Annulé
column-condition = Condition
column-changes = Autres changements
column-document = Document
column-check = Contrôle
column-milestone = Jalon
column-sequence = Nº
column-subject = Objet
column-rating = Notation
column-exercise = Exercice
column-quarter = Trimestre
column-person = Personne habilitée
column-size = Taille
column-follower = Lecteur
column-follower-kind = Nature
column-told = Lu jusqu’au nº
column-behind = Retard

# Un accord
enter-fact = Saisir un fait
all-forms = Tous les formulaires
possible-next = Prochaines étapes possibles
forms-lead = Un acte de l’unité est refusé tant qu’une règle n’est pas respectée. L’acte d’un autre a eu lieu : il est inscrit, et ce qu’il contredit est noté.
proposal-to = Proposé : { $what }
proposal-waits = à confirmer
proposal-effective = Avec effet au { $what }
proposal-by = proposé par { $what }
proposal-own = Vous avez proposé ce changement : une autre personne doit le confirmer.
confirm = Confirmer
reject = Rejeter
anomalies = Anomalies
anomalies-lead = Ce que l’acte d’un tiers a contredit, tant que ce n’est pas expliqué.
anomaly-open = À expliquer
anomaly-explained = Expliquée : { $what }
explain = Expliquer
section-facts = Repères
section-events = Historique des événements
section-none = Rien d’inscrit à cette date.
until-now = en cours

# L’historique d’un chiffre
history = Historique
history-lead = Chaque événement, ce qu’il a changé, et ce que cela a donné.
history-all = Tout l’historique
history-none = Aucun événement n’a touché ce chiffre à cette date.
history-none-of-all = Aucun événement n’est inscrit à cette date.
evidence-count = { $n ->
     [one] { $count } pièce
   *[other] { $count } pièces
}

# Un événement
event-number = Événement { $what } du journal
event-recorded = inscrit
raw-json = Données brutes (.json)
what-is-established = Ce qui est inscrit
fact-change = Changement d’état
fact-effective = Date d’effet
fact-recorded = Inscrit le
fact-known = Connu le
fact-act-of = Acte de
fact-recorded-by = Saisi par
fact-interim = Par intérim
fact-cause = Fait suite à
fact-validation = Double validation
fact-authority = Fondement
fact-evidence = Pièces
fact-basis = Réponse d’un autre service
fact-provenance = Provenance
provenance-source = d’une source
provenance-derived = déduit d’autres faits
fact-anomalies = Anomalies
fact-unverified = Règles non vérifiées
fact-amended = Corrigé par
date-imprecise = · aussi précise que la source
weekday-contradicts = le jour de la semaine imprimé contredit la date
weekday-contradicts-short = jour de la semaine contradictoire
amended = corrigé depuis
this-event = cet événement
validation-automatic = automatique : la date a été atteinte
validation-undocumented = non documentée
validation-proposed = proposé par { $what }
validation-confirmed = confirmé par { $what }
validation-two = deux personnes distinctes
cause-see = voir cet événement
validation-see = voir la proposition
authority-decision = décision { $what }
authority-delegation = délégation de { $what }
evidence-none = aucune pièce citée
evidence-not-held = pièce non jointe
evidence-page = p. { $what }
evidence-source = source
basis-verified = confirmé par le service « { $what } »
basis-asserted = affirmé sur la pièce { $what }
establishes = Ce que cela établit
establishes-text = Qui a inscrit cet événement, quand, dans quel ordre par rapport aux autres, et l’empreinte de son contenu.
establishes-not = Ce que cela n’établit pas :
establishes-not-text = que la pièce citée dit vrai. Aucun témoin extérieur n’a contresigné ce journal.
data-hash = SHA-256 des données
meta-hash = SHA-256 des métadonnées
event-id = Identifiant
stream = Suite d’événements
revision = rang { $what }
stored-type = Type inscrit
journal-id = Journal
content = Contenu
chain = Chaîne des événements · { $what }
newest-first = les plus récents d’abord

# Journal, pièces, abonnements
journal-lead = { $n ->
    [one] { $count } événement, dans l’ordre où tout est inscrit. Aucun n’est jamais modifié.
   *[other] { $count } événements, dans l’ordre où ils ont été inscrits. Aucun n’est jamais modifié.
}
journal-empty = Aucun événement.
streams = Suites d’événements
streams-all = Toutes
streams-public = Annonces publiques
streams-documents = Pièces
streams-calendar = Calendriers
streams-refusals = Refus
filter = Filtrer
newest = Les plus récents
older = Plus anciens
documents-lead = Chaque pièce est gardée sous l’empreinte de son contenu.
documents-known = La liste est celle que l’on connaît aujourd’hui, quelle que soit la date des données connues.
documents-held = Pièces inscrites
documents-count = { $n ->
     [one] { $count } pièce
   *[other] { $count } pièces
}
documents-none = Aucune pièce n’est inscrite.
document-held = conservée
document-missing = fichier absent ici
document-also = aussi : { $what }
document-kind-KIND_AGREEMENT = Accord
document-kind-KIND_LETTER = Lettre
document-kind-KIND_NOTICE = Notification
document-kind-KIND_MINUTES = Compte rendu
document-kind-KIND_REPORT = Rapport
document-kind-KIND_STATEMENT = Relevé
document-kind-KIND_LAW = Texte de loi
document-kind-KIND_FACTS = Liste de faits
document-kind-KIND_OTHER = Autre
document-kind-KIND_UNSPECIFIED = Pièce
upload = Inscrire une pièce
upload-file = Fichier (32 Mio au plus)
upload-no-file = Choisissez un fichier.
upload-send = Inscrire la pièce
feeds-lead = Ce qui est annoncé aux partenaires, et jusqu’où chaque lecteur en est.
feeds-relay = Relais vers NATS
feeds-no-relay = Aucun relais n’est en service ici.
feeds-how = S’abonner
feeds-how-tail = Suivre les annonces depuis le début, puis en direct :
feeds-how-nats = Ou avec tout client NATS :
feeds-truth = NATS notifie et ne fait pas foi : qui a manqué un message le relit dans le journal, par sa position.
feeds-subjects = Sujets
feeds-subjects-text = Un sujet se lit :
feeds-object = objet
feeds-event = événement
feeds-services = Lecteurs internes du journal
feeds-services-text = Tables, règles et annonces
nats-absent = NATS est absent : aucune annonce n’est envoyée en direct.
nats-absent-text = Tout le reste fonctionne ; les annonces restent inscrites et seront envoyées dès qu’il sera là.
follower-current = à jour
follower-catching-up = en rattrapage
follower-stopped = arrêté
follower-table = table
follower-policy = règle
follower-announcement = annonce
follower-relay = relais

# Les formulaires
form-fact = Ce qui s’est passé
form-act = L’acte
form-more = Intérim, qualité, confidentialité
form-send = Inscrire
add-row = Ajouter une ligne
nobody-acts = Personne n’agit ici : choisissez une fonction, dans l’onglet qui s’ouvre, puis renvoyez ce formulaire. Ce qui est saisi y reste.
refused = Rien n’a été inscrit.
illustrative-box = Valeur illustrative

# Quand une page ne peut être montrée
to-overview = Revenir à la vue d’ensemble
failure-not-found = Cette page n’existe pas
failure-not-found-text = L’adresse ne mène à rien qui soit inscrit.
failure-not-then = Rien à cette adresse à la date consultée
failure-not-then-text = L’adresse ne mène à rien qui fût inscrit, ou en vigueur, à la date consultée.
failure-not-then-today = Voir cette page à la date d’aujourd’hui
failure-not-a-day = Cette date ne peut être consultée
failure-not-a-day-text = « { $what } » n’est pas un jour passé ou présent, écrit comme 2019-09-28.
failure-refused = La plateforme a refusé
failure-unavailable = La plateforme ne peut pas répondre
failure-unavailable-text = Un service ne répond pas. Rien n’est perdu ; veuillez réessayer dans un instant.
failure-absent = Cette partie ne tourne pas ici
failure-absent-text = Aucun service qui la connaisse ne tourne sur cette plateforme, et aucun n’a été indiqué.
failure-full = Le disque est plein
failure-full-text = Rien n’a été inscrit : il n’y a pas de place avant que quelqu’un en libère.
failure-foreign = Ce formulaire vient d’ailleurs
failure-foreign-text = Il n’a pas été envoyé par une page de cette plateforme : rien n’a été inscrit.
failure-elsewhere = Cette adresse n’est pas celle de la plateforme
failure-elsewhere-text = Elle a été demandée sous un nom qui n’est pas celui de cette machine : rien n’est montré.
failure-not-yours = Vous ne pouvez pas saisir ici
failure-not-yours-text = Choisissez une fonction qui saisit, et revenez à aujourd’hui.
failure-reserved = Ceci n’est pas ouvert à tous
failure-reserved-text = Choisissez une fonction qui peut le lire.
failure-too-large = C’est trop volumineux
failure-too-large-text = Ce qui s’envoie ici fait { $what } au plus.
failure-too-slow = L’envoi s’est interrompu
failure-too-slow-text = Il arrivait trop lentement, à moins de 2 Kio par seconde ou en plus d’une heure : rien n’a été inscrit. Réessayez quand la connexion sera meilleure, ou avec un fichier plus léger.
failure-silent = L’envoi s’est interrompu
failure-silent-text = Plus rien n’arrivait depuis une minute : rien n’a été inscrit. Choisissez de nouveau le fichier et renvoyez-le.
failure-busy = Trop d’envois à la fois
failure-busy-text = D’autres pièces sont en cours d’envoi : rien n’a été inscrit. Réessayez dans un instant.
size-kib = { $what } Kio
size-mib = { $what } Mio
failure-other = La demande n’est pas recevable
failure-other-text = L’adresse ou le formulaire n’a pas la forme attendue.
failure-broken = Cette page n’a pas pu être faite
failure-damaged = Cette pièce est endommagée
failure-broken-text = L’erreur est de notre côté et a été notée.

acting-as = Vous agissez désormais ainsi : { $what }.
acting-as-nobody = Vous n’agissez plus : vous consultez.
form-leave = Revenir sans rien inscrire
provenance-unsourced = saisie, sans source citée
column-next = Suite
refused-act = Acte refusé
refused-because = Motif du refus
refused-code = Code du refus
amend-correct = Corriger
amend-void = Annuler cette saisie
pick-field = Choisir le champ à corriger
group-beside = Saisies liées
