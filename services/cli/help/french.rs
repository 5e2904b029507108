//! Every sentence that `--help` says, in English as it is declared and in French.

/// English, then French.
pub(super) const SENTENCES: &[[&str; 2]] = &[
    [
        "Runs development programmes on one append-only journal: every figure leads to the event that \
         established it",
        "Conduit des programmes de développement sur un seul journal, où tout s'ajoute et rien ne \
         s'efface : chaque chiffre mène à l'événement qui l'a établi",
    ],
    // Clap's own.
    ["Print help", "Affiche cette aide"],
    ["Print version", "Affiche la version"],
    [
        "Print this message or the help of the given subcommand(s)",
        "Affiche cette aide, ou celle de la commande nommée",
    ],
    // Roles.
    ["Roles:", "Rôles :"],
    [
        "moves agreements, and the money under them, from pipeline to completion",
        "conduit les accords, et l'argent qu'ils portent, de la préparation à l'achèvement",
    ],
    [
        "runs programmes: phases, plans and budgets, results, places, strategies",
        "tient les programmes : phases, PTBA, résultats, zones, stratégies",
    ],
    [
        "keeps what committees decide, and follows up what they recommend",
        "garde ce que décident les comités, et suit leurs recommandations",
    ],
    [
        "knows institutions, what they do together, and which counts pass between them",
        "connaît les institutions, leurs collaborations et les effectifs qu'elles se transmettent",
    ],
    ["keeps the documents that show facts", "garde les pièces qui attestent les faits"],
    ["tells the world outside, on NATS", "prévient l'extérieur, par NATS"],
    [
        "keeps the journal for the others, and for any KurrentDB client",
        "tient le journal pour les autres, et pour tout client KurrentDB",
    ],
    [
        "shows it all to people, in French and in English",
        "montre tout à l'écran, en français et en anglais",
    ],
    ["Read from the environment only:", "Lu dans l'environnement seulement :"],
    [
        "a NATS server of yours; one is started beside the platform without it",
        "votre serveur NATS ; sans cette variable, la plateforme en lance un à côté d'elle",
    ],
    [
        "where a role answers that another process runs",
        "où répond un rôle que tient un autre processus",
    ],
    ["what is logged, such as `info`", "ce qui va au journal technique, comme `info`"],
    [
        "Start here: jalon demo, then open http://127.0.0.1:8080",
        "Pour commencer : jalon demo, puis ouvrez http://127.0.0.1:8080",
    ],
    // Commands.
    [
        "Runs every role but `journal` in this process, on an embedded journal",
        "Lance tous les rôles sauf `journal` dans ce processus, sur un journal embarqué",
    ],
    [
        "Does the same, with the story of a real programme loaded",
        "Fait la même chose, avec l'histoire d'un programme réel",
    ],
    ["Runs some roles in this process", "Lance certains rôles dans ce processus"],
    [
        "Builds every table of the platform anew and says whether they were identical",
        "Refait toutes les tables de la plateforme et dit si elles étaient identiques",
    ],
    ["What subscribers hear", "Ce que reçoivent les abonnés"],
    [
        "Prints public events from NATS as a subscriber sees them. Where `JALON_NATS_URL` named the \
         server to the platform, it has to name it here too",
        "Écrit les événements publics de NATS tels qu'un abonné les voit. Si `JALON_NATS_URL` a nommé le \
         serveur à la plateforme, elle doit le nommer ici aussi",
    ],
    ["Prints the journal as JSON lines", "Écrit le journal en lignes JSON"],
    ["The journal's files", "Les fichiers du journal"],
    [
        "Reads every byte of the journal and checks it, without changing any",
        "Relit chaque octet du journal et le vérifie, sans en changer aucun",
    ],
    [
        "Mends what can be mended without losing anything acknowledged, and says what it did",
        "Répare ce qui peut l'être sans rien perdre de confirmé, et dit ce qui a été fait",
    ],
    [
        "Says what the journal holds, and what it takes on the disk and in memory",
        "Dit ce que contient le journal, et ce qu'il occupe sur le disque et en mémoire",
    ],
    [
        "Copies the journal, while a process has it open or not. The same again adds what is new",
        "Copie le journal, qu'un processus le tienne ouvert ou non. Répétée, la commande ajoute le \
         nouveau",
    ],
    ["Brings a copy back, after checking it", "Rétablit une copie, après l'avoir vérifiée"],
    [
        "Copies every event into another journal, and keeps a map of positions",
        "Copie tous les événements dans un autre journal, et garde la correspondance des positions",
    ],
    [
        "Makes disks fail and processes die, and counts what is lost: nothing, if all is well",
        "Fait défaillir des disques et mourir des processus, et compte les pertes : aucune, si tout \
         va bien",
    ],
    [
        "Appends until it is killed, and says what was acknowledged",
        "Ajoute jusqu'à être tué, et dit ce qui a été confirmé",
    ],
    [
        "Measures this machine and this platform in one run, as ratios",
        "Mesure ensemble cette machine et cette plateforme, en rapports de l'une à l'autre",
    ],
    [
        "One command to its durable acknowledgement, against an empty call and a raw write",
        "Une commande jusqu'à sa confirmation durable, face à un appel vide et à une écriture brute",
    ],
    [
        "Replays a large journal through every table, against reading it without tables",
        "Rejoue un grand journal dans toutes les tables, face à sa lecture sans tables",
    ],
    [
        "The journal alone, against a raw write and a raw read of the same disk",
        "Le journal seul, face à l'écriture et à la lecture brutes du même disque",
    ],
    // Where things are.
    ["Where everything is kept", "Où tout est gardé"],
    [
        "Programmes, institutions and offices of one's own, in the form of `data/register.json`. \
         `register.json` in the data directory without it, and the demo's where there is none",
        "Vos programmes, institutions et fonctions, sous la forme de `data/register.json`. Sans \
         cette option, `register.json` dans le répertoire de données ; s'il n'y en a pas, ceux de la \
         démonstration",
    ],
    ["The data directory of the platform", "Le répertoire de données de la plateforme"],
    ["Where browsers look", "Où répondent les écrans"],
    ["Where gRPC is answered", "Où répond gRPC"],
    [
        "Where other processes reach the journal, with any KurrentDB client. The role `journal` \
         answers on 127.0.0.1:2113 without it",
        "Où d'autres processus joignent le journal, avec tout client KurrentDB. Sans cette option, le \
         rôle `journal` répond sur 127.0.0.1:2113",
    ],
    [
        "The journal of another process or a cluster, as a connection string (`esdb://…`, \
         `kurrentdb://…`). Embedded in the data directory without it",
        "Le journal d'un autre processus ou d'une grappe de serveurs, par sa chaîne de connexion \
         (`esdb://…`, `kurrentdb://…`). Sans cette option, il est embarqué dans le répertoire de \
         données",
    ],
    ["What this process is", "Ce qu'est ce processus"],
    // Who may.
    [
        "A certificate in PEM, for encrypted connections",
        "Un certificat en PEM, pour chiffrer les connexions",
    ],
    ["The certificate's key, in PEM", "La clé de ce certificat, en PEM"],
    [
        "A file of who may reach the journal, one `name:secret` a line, behind a word for what it may \
         do: `reader`; `writer`, which appends to streams of its own and is meant where there is no \
         word; `service`, which is a role of Jalon in another process and alone writes the records. \
         The secret is a password of that name, or a bearer token. Without the file whoever may start \
         a process on this machine may do everything, write records included",
        "Un fichier de qui peut joindre le journal, un `nom:secret` par ligne, précédé d'un mot qui \
         dit ce qu'il peut faire : `reader` lit ; `writer`, sous-entendu sans mot, ajoute aussi à ses \
         propres flux ; `service` est un rôle de Jalon dans un autre processus, et lui seul écrit ce \
         que Jalon inscrit. Le secret est le mot de passe de ce nom, ou un jeton d'accès (bearer). \
         Sans ce fichier, quiconque peut lancer un processus sur cette machine peut tout faire, et \
         même écrire ce que Jalon inscrit",
    ],
    [
        "The file of the key that seals tokens, where processes with data directories of their own share one. \
         `token.key` in the data directory without it",
        "Le fichier de la clé qui scelle les jetons, si des processus aux répertoires de données distincts en \
         partagent une. Sans cette option, `token.key` dans le répertoire de données",
    ],
    [
        "The file of the key that seals its tokens, where it was started with that of another process",
        "Le fichier de la clé qui scelle ses jetons, si elle a démarré avec celle d'un autre processus",
    ],
    // How much.
    [
        "Megabytes of facts and rows that rebuilding the tables of one service holds in memory",
        "Mégaoctets de faits et de lignes que la reconstruction des tables d'un service garde en mémoire",
    ],
    [
        "Megabytes of facts and rows that the rebuild of one service holds in memory",
        "Mégaoctets de faits et de lignes que la reconstruction d'un service garde en mémoire",
    ],
    [
        "Loads the story into a temporary directory on free ports, checks it, prints one JSON object \
         as the last line, and stops. No other option counts then",
        "Charge l'histoire dans un répertoire temporaire, sur des ports libres, la vérifie, écrit un \
         objet JSON en dernière ligne et s'arrête. Aucune autre option ne compte alors",
    ],
    // What is printed.
    ["Subjects to hear, in NATS's notation", "Sujets à écouter, dans la notation de NATS"],
    [
        "From the first message, not only new ones",
        "Depuis le premier message, et pas seulement les nouveaux",
    ],
    ["Stops after so many", "S'arrête après ce nombre de messages"],
    ["One JSON object a line", "Un objet JSON par ligne"],
    [
        "Only streams that start so: `financing-`, `public-`",
        "Seulement les flux qui commencent ainsi : `financing-`, `public-`",
    ],
    [
        "Restricted events too, which are left out otherwise: they are yours to keep",
        "Les événements réservés aussi, laissés de côté sinon : à vous de les garder",
    ],
    // Copies.
    [
        "Where the platform has its journal, if not in its data directory. This is then refused: a \
         journal is looked after where it lies",
        "Où la plateforme a son journal, si ce n'est dans son répertoire de données. La commande est alors \
         refusée : on s'occupe d'un journal là où il se trouve",
    ],
    [
        "A data directory, or a copy of a journal, instead of what `--data` says",
        "Un répertoire de données, ou une copie de journal, au lieu de ce que dit `--data`",
    ],
    [
        "The directory of the copy: a new one, or that of an earlier copy of the same journal",
        "Le dossier de la copie : un nouveau, ou celui d'une copie antérieure du même journal",
    ],
    [
        "The copy: what `backup` made, or a data directory copied as a whole",
        "La copie : ce qu'a fait `backup`, ou un répertoire de données copié en entier",
    ],
    [
        "The journal that is copied, and is not changed: a data directory or a copy that no process \
         holds, or a connection string (`esdb://…`, `kurrentdb://…`)",
        "Le journal à copier, qui n'est pas modifié : un répertoire de données ou une copie qu'aucun \
         processus ne tient, ou une chaîne de connexion (`esdb://…`, `kurrentdb://…`)",
    ],
    [
        "The journal that takes its events in: a data directory, made if it is not there, or a \
         connection string",
        "Le journal qui reçoit ses événements : un répertoire de données, créé s'il manque, ou une chaîne \
         de connexion",
    ],
    [
        "Where the map of positions is written, as JSON lines: `from`, `to`, `count`",
        "Où s'écrit la correspondance des positions, en lignes JSON : `from`, `to`, `count`",
    ],
    // Trials and measures.
    ["The journal", "Le journal"],
    ["Faults of the disk", "Défaillances du disque"],
    ["Processes killed under load", "Processus tués en pleine charge"],
    [
        "The same seed makes the same faults again. Kills come when the clock says so",
        "La même graine refait les mêmes défaillances. Les processus, eux, meurent à l'heure dite",
    ],
    ["Commands one after another", "Commandes l'une après l'autre"],
    [
        "Events of the large journal that latency is measured on again. 0 leaves that out",
        "Événements du grand journal sur lequel la latence est mesurée de nouveau. 0 pour s'en passer",
    ],
    ["Events of the journal", "Événements du journal"],
    [
        "Appends one after another, and as many from several writers together",
        "Ajouts l'un après l'autre, et autant par plusieurs auteurs à la fois",
    ],
    [
        "Sizes of the journal at which appending, reading, reopening and memory are measured, in \
         events. Ten million take 5 GB. Beside the stores of others only the first",
        "Tailles du journal auxquelles se mesurent ajout, lecture, réouverture et mémoire, en \
         événements. Dix millions prennent 5 Go. À côté d'autres bases, la première seulement",
    ],
    ["Most events that are read over the wire", "Événements lus par le réseau, au plus"],
    [
        "A directory in memory, for the same server without a disk",
        "Un répertoire en mémoire, pour le même serveur sans disque",
    ],
    [
        "The same appends and reads by other stores, in turns with ours: `umadb`, `message-db`, \
         `message-db-categories`. A program does it that is built apart, and is asked for when it is \
         not there",
        "Les mêmes ajouts et lectures par d'autres bases d'événements, tour à tour avec la nôtre : \
         `umadb`, `message-db`, `message-db-categories`. Un programme construit à part s'en charge, et \
         il est demandé s'il manque",
    ],
];
