# What a person reads when the platform refuses
refused-unknown = The platform refused for a reason without a sentence here: { $what }.
correction-anomaly-explained = This anomaly is explained already.
correction-anomaly-unknown = No anomaly was noted by that id.
correction-below-zero = What was not below zero is not corrected to less than zero: void the fact and record another.
correction-does-not-apply = This correction cannot be made to that event.
correction-nothing-to-change = Nothing would change.
correction-reason-missing = The reason is missing.
correction-target-is-correction = A correction is not corrected: make another one.
correction-target-is-final = What is final is corrected by an erratum only, and a person’s encrypted data is not corrected: nothing was changed.
correction-target-takes-two = The event is not corrected or voided by one person alone.
correction-target-is-proposal = A proposal is not amended: reject it, and make another one.
correction-target-unknown = There is no event by that id here.
correction-target-voided = That event was voided already.
correction-value-differs = The value recorded is not the one cited.

documents-bytes-missing = { $held ->
    [0] No byte arrived, of { $size }: send the document again.
   *[other] Only { $held } of { $size } bytes arrived: send the document again.
}
documents-chunk-too-large = { $most_mib } MiB at most are sent at once.
documents-content-differs = The content is not of the stated type, { $media_type }.
documents-damaged = The bytes of this document are damaged here: they no longer match their hash. Send the original file again to bring it back; nothing else is affected.
documents-gap = A part of the document is missing: send it again.
documents-hash-differs = What arrived has another hash: send it again.
documents-media-type-not-taken = This type of file is not taken: { $media_type }.
documents-more-public = This document is known under a more restricted class: cite the act that allows opening it.
documents-not-held = The document is registered, but its file is not held here.
documents-size-differs = The document has { $found } bytes, not { $stated }.
documents-too-large = A document may have { $most_mib } MiB at most.
documents-too-many-uploads = Too many uploads are unfinished: try again in a moment.
documents-unknown = No document is registered by that hash.

malformed-amount = { $field }: this amount is too large.
malformed-amount-not-a-number = { $field }: this is not an amount.
malformed-amount-too-precise = { $field }: this currency has fewer decimals.
malformed-characters = { $field }: it has control characters, or some that change the direction of writing, which nobody sees. Take them out.
malformed-code = { $field }: letters, digits and hyphens only.
malformed-command-reused = This form was used for something else: check and send it again.
malformed-currency = { $field }: this is not a currency we know.
malformed-date = { $field }: this is not a date.
malformed-date-in-future = { $field }: this date is in the future.
malformed-enum = { $field }: choose a value.
malformed-form = The form is not of the expected shape.
malformed-foreign = This office is of another country: only institutions of the country concerned, and its partners, record here.
malformed-id = { $field }: this is not an identifier.
malformed-known = { $field }: only an import says when a fact was known.
malformed-missing = { $field }: this is missing.
malformed-number = { $field }: this is not a whole number.
malformed-read-only = This office looks and does not enter anything.
malformed-restricted = This is restricted to the coordination, the secretariats and audit. The history says who recorded it.
malformed-size = { $field }: this is too large.
malformed-too-large = { $field }: this is too large.
malformed-weekday = { $field }: this is not a day of the week.

unavailable = The platform cannot answer now. Please try again later.
malformed-stale = Something has happened since you looked: look again, then retry.
