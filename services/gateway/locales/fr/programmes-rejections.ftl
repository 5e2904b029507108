# Ce que l’on dit à la personne quand un programme refuse
programmes-achievement-forbids = L’état de cette valeur ({ $state }) ne le permet pas.
programmes-activity-dropped = Cette activité a été abandonnée.
programmes-already-adopted = Un PTBA de cet exercice est déjà adopté : révisez-le.
programmes-already-covered = Le programme intervient déjà dans toutes ces zones.
programmes-already-planned = Cette phase est déjà prévue.
programmes-already-proposed = Une correction de ce fait est déjà proposée et attend une seconde personne.
programmes-already-recorded = C’est déjà inscrit ainsi.
programmes-already-registered = C’est déjà inscrit sous cette référence.
programmes-amount-too-large = Cette somme dépasse tout ce qui peut être énoncé.
programmes-area-abolished = La zone { $area } n’existe plus.
programmes-areas-missing = Indiquez au moins une zone ; deux pour scinder ou fusionner.
programmes-chunk-too-large = Trop de lignes à la fois : préparez-en quelques centaines par envoi.
programmes-currency-differs = Les montants sont ici en { $expected }.
programmes-decision-elsewhere = La décision { $decision } ne porte pas sur cet acte : { $transition }, { $about }.
programmes-decision-missing = La décision sur laquelle cela repose n’est pas citée.
programmes-decision-of-another = Une autre instance que celle qui est indiquée a pris la décision { $decision }.
programmes-decision-unknown = Aucune instance n’a adopté la décision { $decision }.
programmes-documents-missing = Aucun document présenté n’est indiqué.
programmes-ends-before-it-starts = La fin précède le début.
programmes-exercise-not-open = Cet exercice n’est pas ouvert.
programmes-first-person-unknown = Une première personne manque : quelqu’un demande d’abord le démarrage, ou inscrit le rapport final ; une autre décide ensuite.
programmes-hash-differs = Les lignes préparées ne sont pas celles attendues ; leur empreinte est { $hash }.
programmes-horizon-not-passed = Son horizon court jusqu’au { $ends-on }.
programmes-horizon-unknown = Son horizon n’est pas connu.
programmes-legal-act-missing = La loi ou le décret n’est pas cité.
programmes-lines-differ = { $staged ->
    [one] { $staged } ligne est préparée sans lacune, et non { $expected } : rien n’a été pris.
   *[other] { $staged } lignes sont préparées sans lacune, et non { $expected } : rien n’a été pris.
}
programmes-lines-missing = Il n’y a aucune ligne.
programmes-mapping-incomplete = La correspondance doit nommer au moins la colonne de la référence et celle du montant.
programmes-migration-unknown = Aucun report n’est proposé pour { $area }.
programmes-name-taken = Le nom { $name } est déjà pris.
programmes-no-objection-missing = L’avis de non-objection manque pour : { $financings }.
programmes-not-a-quarter = Ce jour n’est pas la fin d’un trimestre de l’exercice.
programmes-not-adopted = Aucun PTBA de cet exercice n’est adopté.
programmes-not-covered = Le programme n’intervient pas dans { $area } à cette date.
programmes-not-held = Cela ne s’est pas encore tenu.
programmes-not-in-force = Le PTBA n’a jamais été en vigueur.
programmes-not-proposed = { $area } ne fait pas partie des zones proposées.
programmes-not-ready = Il manque encore : { $missing }
programmes-not-registered = Rien n’est inscrit sous cette référence.
programmes-not-validated = Des valeurs restent à valider : { $indicators }.
programmes-nothing-to-change = Il n’y a rien à changer.
programmes-of-itself = Un document ne se remplace ni ne se met en œuvre lui-même.
programmes-out-of-order = Un fait plus récent, du { $latest }, est déjà inscrit : corrigez ce fait.
programmes-outside-year = Ces dates sortent de l’exercice.
programmes-period-locked = La période { $period } est verrouillée : corrigez par un fait, ou rouvrez-la.
programmes-period-not-locked = La période n’est pas verrouillée.
programmes-period-not-over = La période se termine le { $ends-on } : elle n’est pas achevée.
programmes-phase-forbids = L’état de la phase au { $on } ({ $state }) ne le permet pas.
programmes-phase-gap = La prochaine phase est la phase { $next }.
programmes-plan-forbids = L’état du PTBA au { $on } ({ $state }) ne le permet pas.
programmes-reach-exceeds-participants = Les participants comptés par zone dépassent le total.
programmes-reason-missing = Le motif manque.
programmes-recommendation-settled = Cette recommandation est déjà réglée.
programmes-rows-wrong = { $count ->
    [one] { $count } ligne est à corriger, et rien n’a été pris : { $rows }
   *[other] { $count } lignes sont à corriger, et rien n’a été pris : { $rows }
}
programmes-same-person = Une autre personne doit le faire.
programmes-shares-do-not-sum = La ventilation par { $disaggregation } ne fait pas le total.
programmes-stagings-full = { $days ->
    [one] Trop d’imports attendent ici d’être enregistrés : ils font place dès qu’ils le sont, ou après { $days } jour sans suite.
   *[other] Trop d’imports attendent ici d’être enregistrés : ils font place dès qu’ils le sont, ou après { $days } jours sans suite.
}
programmes-statement-forbids = L’état de ce relevé ({ $state }) ne le permet pas.
programmes-statements-missing = Le compte rendu ne dit rien.
programmes-statements-not-locked = Des états des dépenses ne sont pas verrouillés : { $statements }.
programmes-strategy-forbids = L’état du document au { $on } ({ $state }) ne le permet pas.
programmes-strategy-not-validated = Aucune instance ne l’a validé.
programmes-total-differs = Les lignes font { $sum }, et non le total imprimé.
programmes-unknown-area = Aucun registre ne connaît la zone { $area }.
programmes-unknown-name = Rien ne porte le nom { $name }.
programmes-unknown-phase = Il n’y a pas de phase { $phase }.
programmes-unknown-proposal = Aucune correction n’est proposée sous cet identifiant, ou elle a déjà été traitée.
programmes-value-negative = Cette valeur ne peut pas être négative.
programmes-year-not-over = L’exercice se termine le { $ends-on }.

# Ce qui ne va pas dans une ligne de tableau
row-activity-missing = activité absente
row-activity-unknown = activité inconnue au PTBA
row-label-missing = libellé absent
row-component-missing = composante absente
row-component-unknown = composante inconnue
row-area-unknown = zone inconnue
row-area-taken = zone déjà inscrite
row-parent-unknown = zone supérieure inconnue
row-name-missing = nom absent
row-level-missing = niveau absent
row-reference-missing = référence absente
row-reference-taken = référence déjà prise
row-reference-too-long = référence trop longue
row-source-missing = source de financement absente
row-amount-missing = montant absent
row-amount-unreadable = montant illisible
row-amount-negative = montant négatif
row-date-unreadable = date illisible
row-outside-period = date hors de la période
row-number-unreadable = nombre illisible
row-code-unreadable = code illisible
row-line-twice = ligne en double

# Ce qu’il faut à une phase
item-financing_effective = Un financement de la phase est en vigueur
item-first_workplan_adopted = Le PTBA de la première année est adopté
item-scope_decided = Les zones d’intervention sont décidées
item-predecessor_closure_plan = La phase précédente a son plan de clôture
item-first_activity = Une première activité est constatée
item-body_informed = Une instance a été informée en session
item-financings_settled = Les financements sont clos ou reportés
item-blockages_settled = Les blocages sont levés ou reportés par décision
item-final_report = Le rapport final est enregistré
