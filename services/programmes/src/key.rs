//! The short names that documents give to what programmes are made of.

kernel::keys! {
    /// A component of a programme: `1`, `1A`.
    ComponentKey,
    /// The layout of an accounting package's exports: `TOMPRO`.
    MappingKey,
    /// A budget year: `2021`, `2018-2019`.
    ExerciseKey,
    /// An activity of a plan or of a strategy: `1.2.3`.
    ActivityKey,
    /// Who pays: the reference of a financing, or `ETAT`.
    SourceKey,
    /// An import under way, such as the name of its file.
    StagingKey,
    /// A statement of expenditure: `2021-T3`.
    StatementKey,
    /// An entry of the accounts.
    EntryKey,
    /// A publication that prints a rate.
    PublicationKey,
    IndicatorKey,
    /// What a value is reported for: `2019`, `2016-S1`.
    PeriodKey,
    AxisKey,
    MeasureKey,
    /// A framework that a strategy should agree with: `CREDD`.
    FrameworkKey,
    ChallengeKey,
    /// A recommendation of a review: `R1`.
    RecommendationKey,
}
