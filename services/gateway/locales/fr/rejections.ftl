# Ce que l’on dit à la personne quand la plateforme refuse
refused-unknown = La plateforme a refusé, sans explication disponible ici (code { $what }).
correction-anomaly-explained = Cette anomalie est déjà expliquée.
correction-anomaly-unknown = Aucune anomalie n’a été notée sous cet identifiant.
correction-below-zero = Ce qui n’était pas négatif ne le devient pas par une correction : annulez le fait et enregistrez-en un autre.
correction-does-not-apply = Cette correction ne peut s’appliquer à cet événement.
correction-nothing-to-change = Rien ne changerait.
correction-reason-missing = Le motif manque.
correction-target-is-correction = Une correction ne se corrige pas : faites-en une autre.
correction-target-is-final = Un texte arrêté ne se corrige que par un erratum, et une donnée chiffrée d’une personne ne se corrige pas : rien n’a été changé.
correction-target-takes-two = Le fait ne se corrige ni ne s’annule par une seule personne.
correction-target-is-proposal = Une proposition ne se corrige pas : rejetez-la et faites-en une autre.
correction-target-unknown = Il n’y a pas ici d’événement de cet identifiant.
correction-target-voided = Cet événement a déjà été annulé.
correction-value-differs = La valeur inscrite n’est pas celle qui est citée.

documents-bytes-missing = { $held ->
    [0] Aucun octet n’est arrivé, sur { $size } : renvoyez la pièce.
    [one] Seul { $held } octet sur { $size } est arrivé : renvoyez la pièce.
   *[other] Seuls { $held } octets sur { $size } sont arrivés : renvoyez la pièce.
}
documents-chunk-too-large = { $most_mib } Mio au plus s’envoient à la fois.
documents-content-differs = Le contenu n’est pas du type annoncé, { $media_type }.
documents-damaged = Le fichier de cette pièce est endommagé ici : il ne correspond plus à son empreinte. Renvoyez le fichier d’origine pour le rétablir ; rien d’autre n’est touché.
documents-gap = Une partie de la pièce manque : renvoyez-la.
documents-hash-differs = L’empreinte de la pièce reçue diffère : renvoyez-la.
documents-media-type-not-taken = Ce type de fichier n’est pas accepté : { $media_type }.
documents-more-public = Cette pièce est déjà inscrite avec une confidentialité plus stricte : citez l’acte qui autorise à l’ouvrir.
documents-not-held = La pièce est inscrite, mais son fichier n’est pas conservé ici.
documents-size-differs = La pièce fait { $found } octets et non { $stated }.
documents-too-large = Une pièce fait { $most_mib } Mio au plus.
documents-too-many-uploads = Trop d’envois sont en cours : réessayez dans un instant.
documents-unknown = Aucune pièce n’est inscrite sous cette empreinte.

malformed-amount = { $field } : ce montant est trop grand.
malformed-amount-not-a-number = { $field } : ce n’est pas un montant.
malformed-amount-too-precise = { $field } : cette monnaie a moins de décimales.
malformed-characters = { $field } : le texte contient des caractères invisibles (contrôle ou sens d’écriture). Retirez-les.
malformed-code = { $field } : lettres, chiffres et traits d’union seulement.
malformed-command-reused = Ce formulaire a déjà servi à autre chose : vérifiez et envoyez de nouveau.
malformed-currency = { $field } : cette monnaie n’est pas connue.
malformed-date = { $field } : ce n’est pas une date.
malformed-date-in-future = { $field } : cette date est dans l’avenir.
malformed-enum = { $field } : choisissez une valeur.
malformed-form = Le formulaire n’a pas la forme attendue.
malformed-foreign = Cette fonction est d’un autre pays : seules les institutions du pays concerné, et ses partenaires, inscrivent ici.
malformed-id = { $field } : ce n’est pas un identifiant.
malformed-known = { $field } : seul un import dit quand un fait a été connu.
malformed-missing = { $field } : cette information manque.
malformed-number = { $field } : ce n’est pas un nombre entier.
malformed-read-only = Cette fonction consulte et ne saisit pas.
malformed-restricted = Ceci est réservé à la coordination, aux secrétariats et à l’audit. L’historique dit qui l’a enregistré.
malformed-size = { $field } : c’est trop volumineux.
malformed-too-large = { $field } : c’est trop volumineux.
malformed-weekday = { $field } : ce n’est pas un jour de la semaine.

unavailable = La plateforme ne peut pas répondre. Veuillez réessayer plus tard.
malformed-stale = Quelque chose s’est passé depuis que vous avez regardé : relisez, puis recommencez.
