//! The campaign of faults: a journal on a disk that fails in every way a disk may.

use std::sync::Arc;

use anyhow::{Context as _, bail, ensure};
use jiff::Timestamp;
use runtime::{AppendError, Journal as _};

use super::{
    Outcome,
    disk::{Plan, Simulated},
    random::Random,
    record::{self, Asked},
};
use crate::{EmbeddedJournal, OpenError, Opened, Settings, verify};

/// Faults that one journal has to survive before another begins.
const LIVES: usize = 24;
/// Appends between two faults, at most.
const BUSY: usize = 30;
/// Small, so that sealing and rolling happen all the time.
const SETTINGS: Settings =
    Settings { segment_bytes: 24 << 10, index_bytes: 2 << 10, cache_bytes: 4 << 10 };

struct Life {
    disk: Simulated,
    random: Random,
    asked: Asked,
    journal: Option<EmbeddedJournal>,
}

/// Lets `faults` faults happen, by the chance that `seed` makes. `progress` hears how many did.
pub async fn faults(
    seed: u64,
    faults: u64,
    progress: &mut (dyn FnMut(u64) + Send),
) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::default();
    let mut life_seed = seed;
    while outcome.faults < faults {
        let mut life = Life::begin(life_seed)?;
        for _ in 0..LIVES {
            let number = outcome.faults;
            let happened = life.one(number, &mut outcome).await;
            happened.with_context(|| format!("seed {life_seed}, fault {number}"))?;
            progress(outcome.faults);
            if outcome.faults >= faults {
                break;
            }
        }
        outcome.acknowledged += life.asked.acknowledged();
        life_seed = life_seed.wrapping_add(1);
    }
    Ok(outcome)
}

fn clock() -> Timestamp {
    Timestamp::from_second(1_764_000_000).unwrap_or_default()
}

impl Life {
    fn begin(seed: u64) -> anyhow::Result<Self> {
        let (disk, random) = (Simulated::new(seed), Random::new(seed));
        let mut life = Self { disk, random, asked: Asked::default(), journal: None };
        life.open()?;
        Ok(life)
    }

    fn open(&mut self) -> Result<Opened, OpenError> {
        let disk = Arc::new(self.disk.clone());
        let (journal, opened) = EmbeddedJournal::open_on(disk, None, SETTINGS, clock)?;
        self.journal = Some(journal);
        Ok(opened)
    }

    /// One fault, and what must hold afterwards.
    async fn one(&mut self, number: u64, outcome: &mut Outcome) -> anyhow::Result<()> {
        self.work(BUSY).await?;
        let (at, power) = (self.random.below(40), self.random.once_in(2));
        match number % 8 {
            0..3 => self.power(Plan::Cut(at)).await?,
            3 => self.space(number).await?,
            4 => self.write_fails(Plan::Short(at)).await?,
            5 => self.sync_fails(power, at / 4).await?,
            _ => self.rot(outcome).await?,
        }
        outcome.faults += 1;
        let Self { journal, asked, .. } = self;
        let journal = journal.as_ref().context("no journal is open")?;
        outcome.lost += asked.check(journal).await?.lost;
        asked.again(journal, &mut self.random).await?;
        if let Some(act) = asked.unanswered()
            && self.random.once_in(2)
        {
            // Whoever heard nothing asks again, and the same is recorded once.
            let told = journal.append_together(act.appends).await?;
            asked.answered(told);
            outcome.lost += asked.check(journal).await?.lost;
        }
        Ok(())
    }

    /// Some appends, until one fails. Says how.
    async fn work(&mut self, most: usize) -> anyhow::Result<Option<AppendError>> {
        let journal = self.journal.as_ref().context("no journal is open")?;
        for _ in 0..=self.random.below(most) {
            let appends = record::next(&mut self.random);
            match journal.append_together(appends.clone()).await {
                Ok(told) => self.asked.asked(appends, Some(told)),
                Err(refused) => {
                    self.asked.asked(appends, None);
                    return Ok(Some(refused.error));
                }
            }
        }
        Ok(None)
    }

    /// The power is cut in the middle of things; often again while the journal is being opened.
    async fn power(&mut self, plan: Plan) -> anyhow::Result<()> {
        self.disk.plan(plan);
        while !self.disk.is_dead() {
            self.work(BUSY).await?;
        }
        self.journal = None;
        loop {
            self.disk.restart(&mut self.random);
            if self.random.once_in(3) {
                self.disk.plan(Plan::Cut(self.random.below(12)));
            }
            let opened = self.open();
            self.disk.plan_nothing();
            if !self.disk.is_dead() {
                opened?;
                return Ok(());
            }
            self.journal = None;
        }
    }

    /// There is no space for a while; the journal says so, stays readable, and goes on.
    async fn space(&mut self, number: u64) -> anyhow::Result<()> {
        let from = crate::bytes::len(number / 8 % 60);
        self.disk.plan(Plan::Full(from, 1 + self.random.below(6)));
        let mut refused = false;
        while !self.disk.struck() {
            match self.work(BUSY).await? {
                Some(AppendError::Full) => refused = true,
                Some(error) => bail!("a full disk was told as: {error:?}"),
                None => (),
            }
            let Self { journal, asked, .. } = self;
            asked.check(journal.as_ref().context("no journal is open")?).await?;
        }
        self.disk.plan_nothing();
        // What is only remembered may fail without anybody being refused.
        let journal = self.journal.as_ref().context("no journal is open")?;
        if refused && let Some(act) = self.asked.unanswered() {
            let told = journal.append_together(act.appends).await?;
            self.asked.answered(told);
        }
        Ok(())
    }

    /// A write fails half way; the journal goes on, or is opened again.
    async fn write_fails(&mut self, plan: Plan) -> anyhow::Result<()> {
        self.disk.plan(plan);
        while !self.disk.struck() {
            self.work(BUSY).await?;
        }
        self.disk.plan_nothing();
        if self.random.once_in(2) {
            self.again()?;
        }
        Ok(())
    }

    /// A sync fails: nothing is appended any more until the journal is opened again, with or without
    /// a power cut before.
    async fn sync_fails(&mut self, power: bool, at: usize) -> anyhow::Result<()> {
        self.disk.plan(Plan::SyncFails(at));
        let mut told = None;
        while !self.disk.struck() {
            told = self.work(BUSY).await?;
        }
        self.disk.plan_nothing();
        let failed = matches!(told, Some(AppendError::Unavailable(_)));
        ensure!(failed, "a failed sync was told as {told:?}");
        let after = self.work(1).await?;
        ensure!(matches!(after, Some(AppendError::Unavailable(_))), "then {after:?}");
        if power {
            self.journal = None;
            self.disk.restart(&mut self.random);
        }
        self.again()?;
        if self.random.once_in(2) {
            // What was found is durable now, even if it was in the page cache only.
            let Self { journal, asked, .. } = self;
            asked.check(journal.as_ref().context("no journal is open")?).await?;
            self.journal = None;
            self.disk.restart(&mut self.random);
            self.again()?;
        }
        Ok(())
    }

    /// A bit somewhere changes while nobody looks. Whoever reads it finds out; where nothing was
    /// lost with it, nobody has to.
    async fn rot(&mut self, outcome: &mut Outcome) -> anyhow::Result<()> {
        self.journal = None;
        let files = self.disk.files();
        let all: usize = files.iter().map(|(_, length)| length).sum();
        let mut at = self.random.below(all);
        let found = files.iter().find(|(_, length)| {
            let here = at < *length;
            at -= if here { 0 } else { *length };
            here
        });
        let (name, _) = found.context("no files")?;
        let (bit, told) = (u8::try_from(self.random.below(8))?, self.random.once_in(2));
        self.disk.flip(name, at, bit, told);
        let complaint = if let Err(error) = self.open() {
            Some(error.to_string())
        } else {
            let Self { journal, asked, random, .. } = &mut *self;
            let journal = journal.as_ref().context("no journal is open")?;
            match asked.check(journal).await {
                Err(error) => Some(format!("{error:#}")),
                Ok(counts) => {
                    outcome.undetected += u64::from(counts.lost > 0);
                    asked.again(journal, random).await.err().map(|error| format!("{error:#}"))
                }
            }
        };
        self.journal = None;
        if let Some(complaint) = complaint {
            outcome.detected += 1;
            let named = complaint.contains(name) && complaint.contains("position")
                || complaint.contains("format");
            ensure!(named, "damage of `{name}`, byte {at}, was told as: {complaint}");
            let verified = verify::on(&self.disk, &mut |_, _| ());
            ensure!(verified.is_err(), "verifying did not see it: {complaint}");
        }
        self.disk.flip(name, at, bit, told);
        self.again()
    }

    /// Closes the journal and opens it again.
    fn again(&mut self) -> anyhow::Result<()> {
        self.journal = None;
        self.open()?;
        Ok(())
    }
}
