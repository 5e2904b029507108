# Autour de chaque page
nav-financement = Financement
nav-retraits = Demandes de retrait de fonds
nav-tranches = Tranches
nav-comptes = Comptes désignés
nav-contrats = Marchés
nav-non-objections = Avis de non-objection
nav-echeances = Échéances
nav-cloture = Clôture
nav-preparation = Préparation de la phase
rank-initial = Initial
also-written = aussi écrit { $what }
agreements = { $n ->
     [one] { $count } accord
   *[other] { $count } accords
}

# La vue d’ensemble
register-agreement = Inscrire un accord
no-agreement = Aucun accord n’est inscrit à cette date
no-agreement-text = Revenez à une date plus récente, ou inscrivez le premier accord de ce programme.
todo-proposals = { $n ->
     [one] un changement d’état à confirmer
   *[other] { $count } changements d’état à confirmer
}
todo-anomalies = { $n ->
     [one] une anomalie à expliquer
   *[other] { $count } anomalies à expliquer
}
disbursed-of = décaissé { $what }
next-deadlines = Prochaines échéances
no-deadline = Aucune échéance connue.

# Le financement
financing-lead = D’une phase à l’autre. Chaque chiffre mène à l’événement qui l’a établi.
agreements-register = Registre des accords
plural-INSTRUMENT_IDA_CREDIT = Crédits IDA
plural-INSTRUMENT_IDA_GRANT = Dons IDA
plural-INSTRUMENT_TRUST_FUND_GRANT = Fonds fiduciaires
plural-INSTRUMENT_BILATERAL_CONVENTION = Conventions bilatérales
plural-INSTRUMENT_STATE_COUNTERPART = Contrepartie de l’État
plural-INSTRUMENT_UNSPECIFIED = Accords
plural-any = Accords
last-deadline = Dernière échéance connue
closing-of = clôture de { $what }
blocking-points = Points bloquants
open-conditions = { $n ->
     [one] { $count } condition ouverte
   *[other] { $count } conditions ouvertes
}
of-conditions = sur { $count }
held-tasks = { $n ->
     [one] · { $count } tâche bloquée
   *[other] · { $count } tâches bloquées
}
timeline = Phases et accords
timeline-alt = { $n ->
     [one] Frise d’un accord de financement
   *[other] Frise de { $count } accords de financement
}
timeline-legend = Sable : approuvé, non en vigueur · Indigo : décaissement · Ocre : achèvement, clôture et délai de grâce · Vert : deuxième phase · Pâle : attendu jusqu’à la clôture
timeline-completion = achèvement
timeline-phase = { $n ->
     [2] deuxième phase
     [3] troisième phase
   *[other] phase { $count }
}
timeline-until = attendu jusqu’au { $what }
closure-card = Clôture · { $what }
closure-presented-tag = situation présentée
closure-plan-open = plan ouvert
closure-plan-not-open = plan non ouvert
closure-presented-to = Situation de clôture présentée
closure-would-be-refused = La clôture financière serait refusée :
closing-on = clôture le { $what }
deadline-on = DLD { $what }
undisbursed-of = non décaissé { $what }
undocumented-of = avances à justifier { $what }
owner-of = structure responsable : { $what }
held-for = Blocage : { $what }
effectiveness-card = Entrée en vigueur · { $what }
in-force = en vigueur
step-signed = Accord signé
step-effective = Entrée en vigueur notifiée
readiness-card = { $n ->
     [2] Préparation de la deuxième phase
     [3] Préparation de la troisième phase
   *[other] Préparation de la phase { $count }
}
readiness-ready = prête
readiness-waiting = en préparation

# Les registres
lead-retraits = Demandes transmises aux bailleurs, de la préparation au rapprochement.
lead-tranches = Le montant de chaque catégorie, tel qu’il a été réparti.
lead-comptes = Avances reçues, justifiées et reversées, et ce que dit la banque.
lead-contrats = Marchés signés, payés, et ce qui reste à payer.
lead-non-objections = Avis demandés aux bailleurs et leurs réponses.
lead-echeances = Ce qui approche, ce qui est passé.
lead-cloture = Ce qui sépare chaque accord de sa clôture financière.
lead-preparation = Ce que la prochaine phase attend pour commencer ; si toutes ont commencé, ce que la dernière attend pour se clore.
none-retraits = Aucune demande de retrait à cette date.
none-tranches = Aucune tranche à cette date.
none-comptes = Aucun compte désigné ouvert à cette date.
none-contrats = Aucun marché à cette date.
none-non-objections = Aucun avis demandé à cette date.
none-echeances = Aucune échéance connue à cette date.
none-cloture = Aucun accord n’est inscrit à cette date.
none-preparation = Aucune phase n’est connue à cette date.
tranche-remainder = reste non réparti de la catégorie
planned-quarter = trimestre { $what }
planned-year = année entière, non répartie
planned-revision = révision { $what }
returned-times = { $n ->
     [one] renvoyée une fois
   *[other] renvoyée { $count } fois
}
of-category = catégorie { $what }
signed-then = signé le { $what }
contract-open = en cours
contract-closed = clos
contract-late = finit après la clôture
account-open = ouvert
account-settled = soldé

# Un accord
section-periods = États successifs
section-balances = Soldes par catégorie
section-progress = Exécution par catégorie
section-conditions = Conditions
section-tranches = Tranches
section-planned = Décaissements prévus
planned-lead = Ce que les PTBA adoptés demandent à chaque financement, dans la monnaie du plan.
section-withdrawals = Demandes de retrait de fonds
section-account = Compte désigné
section-contracts = Marchés
section-no-objections = Avis de non-objection
section-restructurings = Restructurations
section-statements = Chiffres publiés par le bailleur
section-deadlines = Échéances
section-milestones = Jalons
section-audits = Audits et constats
section-ratings = Notations
section-counterparts = Contrepartie de l’État
section-signatories = Personnes habilitées à signer
balances-identity = Signé = décaissé − reversé + non décaissé + annulé, dans la monnaie de l’accord.
statements-lead = Tels que les documents les impriment, même s’ils ne s’additionnent pas.
adds-up = s’additionne
does-not-add-up = ne s’additionne pas
not-to-be-checked = l’un des trois n’est pas indiqué
approved-on = Approuvé le
signed-on = Signé le
effective-on = En vigueur le
disbursement-deadline = Date limite de décaissement
parent = Complète l’accord
letter = Lettre de décaissement
letter-minimum = valeur minimale { $what }
financial-reports = Rapports de suivi financier
financial-reports-terms = { $months ->
     [one] un par mois
   *[other] un par période de { $months } mois
}, remis sous { $days ->
     [one] { $days } jour
   *[other] { $days } jours
} ; la première s’achève le { $first }
workplans = PTBA à soumettre
workplans-terms = chaque année ; celui de l’exercice { $exercise } au plus tard le { $on }
period-ending = période s’achevant le { $what }
iati-status = Statut IITA
signatory-registered = habilitée
signatory-revoked = révoquée
audit-report = Rapport d’audit
audit-final = audit final
finding-open = ouvert
finding-open-qualified = ouvert, donne lieu à réserve
finding-resolved = levé
account-ceiling = plafond { $what }
account-advanced = avancé { $what }
account-documented = justifié { $what }
account-balance = solde { $what }
account-undocumented = à justifier { $what }
account-statement = relevé bancaire { $what } au { $on }
account-agrees = la banque et le registre concordent
account-differs = écart de { $what } avec la banque

# Un événement
fact-agreement = Accord

# Journal, pièces, abonnements
streams-financing = Accords
streams-watch = Échéances

# Les formulaires
leave-accord = Revenir à l’accord sans rien inscrire
closure-open-collaboration = Collaboration encore ouverte : { $what }
closure-collaborations-unknown = Les collaborations ouvertes ne sont pas connues : le service des partenaires ne répond pas.
