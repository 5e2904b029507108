//! The stories of the demo: one line a file of `data/story`, with the facts it rests on. Only tests tell
//! `p144442.jsonl`.

use story::Story;

/// Told as one. What is put first is told first among what became known on one day, so a new story
/// goes to the end.
pub(super) const STORIES: &[Story<'_>] = &[
    // Mali's Jigisemejiri programme.
    Story {
        name: "jigisemejiri",
        text: include_str!("../../data/story/jigisemejiri.jsonl"),
        facts: &[("P127328", include_bytes!("../../data/jigisemejiri.facts.json"))],
    },
    // Institutions, and what they do together, in all four countries.
    Story { name: "partners", text: include_str!("../../data/story/partners.jsonl"), facts: &[] },
    // Committees of four countries, and the missions that watch over them.
    Story {
        name: "sessions",
        text: include_str!("../../data/story/sessions.jsonl"),
        facts: &[
            ("BF-SNPS", include_bytes!("../../data/burkina.facts.json")),
            ("BI-PNPS", include_bytes!("../../data/burundi.facts.json")),
            ("CI-SNPS", include_bytes!("../../data/cote-divoire.facts.json")),
            ("ML-PNPS", include_bytes!("../../data/mali-pnps.facts.json")),
        ],
    },
    // Phases, plans, results and places of the same programme.
    Story {
        name: "programmes",
        text: include_str!("../../data/story/programmes.jsonl"),
        facts: &[],
    },
    // Registries of areas, national policies and strategies, where they were made known, reviews.
    Story {
        name: "programmes-nationaux",
        text: include_str!("../../data/story/programmes-nationaux.jsonl"),
        facts: &[
            ("ML-PNPS", include_bytes!("../../data/mali-pnps.facts.json")),
            ("BF-SNPS", include_bytes!("../../data/burkina.facts.json")),
            ("BI-PNPS", include_bytes!("../../data/burundi.facts.json")),
            ("CI-SNPS", include_bytes!("../../data/cote-divoire.facts.json")),
        ],
    },
];
