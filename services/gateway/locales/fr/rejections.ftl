# Ce que l’on dit à la personne quand la plateforme refuse
refused-unknown = La plateforme a refusé pour une raison sans phrase ici : { $what }.
correction-anomaly-explained = Cette anomalie est déjà expliquée.
correction-anomaly-unknown = Aucune anomalie n’a été notée sous cet identifiant.
correction-does-not-apply = Cette correction ne peut s’appliquer à cet événement.
correction-nothing-to-change = Rien ne changerait.
correction-reason-missing = Le motif manque.
correction-target-is-correction = Une correction ne se corrige pas : faites-en une autre.
correction-target-is-proposal = Une proposition ne se corrige pas : rejetez-la et faites-en une autre.
correction-target-unknown = Il n’y a pas ici d’événement de cet identifiant.
correction-target-voided = Cet événement a déjà été annulé.
correction-value-differs = La valeur inscrite n’est pas celle qui est citée.

documents-bytes-missing = Seuls { $held } octets sur { $size } sont arrivés : renvoyez la pièce.
documents-chunk-too-large = { $most_mib } Mio au plus s’envoient à la fois.
documents-content-differs = Le contenu n’est pas du type annoncé, { $media_type }.
documents-gap = Une partie de la pièce manque : renvoyez-la.
documents-hash-differs = L’empreinte de la pièce reçue diffère : renvoyez-la.
documents-media-type-not-taken = Ce type de fichier n’est pas accepté : { $media_type }.
documents-not-held = La pièce est inscrite, mais ses octets ne sont pas ici.
documents-size-differs = La pièce a { $found } octets et non { $stated }.
documents-too-large = Une pièce a { $most_mib } Mio au plus.
documents-too-many-uploads = Trop d’envois sont en cours : réessayez dans un instant.
documents-unknown = Aucune pièce n’est inscrite sous cette empreinte.

malformed-amount = { $field } : ce montant est trop grand.
malformed-amount-not-a-number = { $field } : ce n’est pas un montant.
malformed-amount-too-precise = { $field } : cette monnaie a moins de décimales.
malformed-code = { $field } : lettres, chiffres et traits d’union seulement.
malformed-command-reused = Ce formulaire a déjà servi à autre chose : vérifiez et envoyez de nouveau.
malformed-currency = { $field } : cette monnaie n’est pas connue.
malformed-date = { $field } : ce n’est pas une date.
malformed-date-in-future = { $field } : cette date est dans l’avenir.
malformed-enum = { $field } : choisissez une valeur.
malformed-form = Le formulaire n’a pas la forme attendue.
malformed-id = { $field } : ce n’est pas un identifiant.
malformed-known = { $field } : seul un import dit quand un fait a été connu.
malformed-missing = { $field } : cette information manque.
malformed-number = { $field } : ce n’est pas un nombre entier.
malformed-read-only = Cette fonction consulte et ne saisit pas.
malformed-size = { $field } : c’est trop volumineux.
malformed-too-large = { $field } : c’est trop volumineux.
malformed-weekday = { $field } : ce n’est pas un jour de la semaine.

unavailable = La plateforme ne peut pas répondre. Veuillez réessayer plus tard.
malformed-stale = Quelque chose s’est passé depuis que vous avez regardé : relisez, puis recommencez.
