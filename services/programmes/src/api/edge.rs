//! What a command needs to know that its request cannot say: what rows may name, which areas there
//! are, and how execution stood.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{AsOf, Ask, Code, Id, Origin};
use runtime::{Context, Failure, Viewer, view::Viewpoint};

use super::Api;
use crate::{
    areas::Areas,
    exercise::{self, Exercise, line::Names},
    programme::{self, Programme},
    review::{self, Review, sitting::Held},
};

impl Api {
    /// An area that no registry has is told by the rule, with what is asked of the programme.
    pub(super) async fn find_the_areas(
        &self,
        to: Id<Programme>,
        command: programme::Command,
        context: Context,
    ) -> Result<(Ask<Programme>, Context), Failure> {
        use programme::Command as C;
        let named = if let C::ExtendScope(zones) | C::WithdrawFromArea(zones) = &command {
            zones.areas.clone()
        } else if let C::AnnounceScope(said) | C::RecordLaunch(said) = &command {
            said.areas.clone()
        } else {
            BTreeSet::new()
        };
        let ask = match self.unknown(&named).await?.into_iter().next() {
            Some(area) => context.ask(to, C::NameUnknownArea { area }),
            None => self.on_its_decision(context.ask(to, command), &context).await?,
        };
        Ok((ask, context))
    }

    /// Those of them that no registry has.
    pub(crate) async fn unknown(&self, areas: &BTreeSet<Code>) -> Result<BTreeSet<Code>, Failure> {
        let mut registries = BTreeMap::<Code, Areas>::new();
        let mut unknown = BTreeSet::new();
        for area in areas {
            let country = area.as_str().get(..2).and_then(|country| country.parse::<Code>().ok());
            let known = match country {
                None => false,
                Some(country) => {
                    if !registries.contains_key(&country) {
                        let registry = self.areas.state(Areas::id(&country)).await?;
                        registries.insert(country.clone(), registry);
                    }
                    registries.get(&country).is_some_and(|registry| registry.knows(area))
                }
            };
            if !known {
                unknown.insert(area.clone());
            }
        }
        Ok(unknown)
    }

    /// What rows of a budget year may name: components of its programme, and areas there are.
    pub(crate) async fn names(
        &self,
        programme: Option<&Code>,
        areas: impl Iterator<Item = &str>,
        import: bool,
    ) -> Result<Names, Failure> {
        let components = match programme {
            None => BTreeSet::new(),
            Some(programme) => {
                let programme = self.programmes.state(Programme::id(programme)).await?;
                programme.register.components.into_keys().collect()
            }
        };
        let areas = areas.filter_map(|area| area.trim().to_uppercase().parse().ok()).collect();
        Ok(Names { components, unknown_areas: self.unknown(&areas).await?, import })
    }

    pub(super) async fn look_names_up(
        &self,
        to: Id<Exercise>,
        mut command: exercise::Command,
        context: Context,
    ) -> Result<(Ask<Exercise>, Context), Failure> {
        use exercise::Command as C;
        let opening = self.exercises.state(to).await?.opening;
        let programme = opening.map(|opening| opening.programme);
        let import = context.origin == Origin::Import;
        if let C::StageLines(chunk) = &mut command {
            let areas = chunk.rows.iter().map(|row| row.area.as_str());
            chunk.names = self.names(programme.as_ref(), areas, import).await?;
        } else if let C::StageExpenditure(chunk) = &mut command {
            let areas = chunk.rows.iter().map(|row| row.area.as_str());
            chunk.names = self.names(programme.as_ref(), areas, import).await?;
        }
        Ok((context.ask(to, command), context))
    }

    /// Execution as it was known on the day of the review, frozen with the fact that it was held.
    pub(super) async fn read_execution(
        &self,
        to: Id<Review>,
        command: review::Command,
        context: Context,
    ) -> Result<(Ask<Review>, Context), Failure> {
        let review::Command::Hold(held) = command else {
            return Ok((context.ask(to, command), context));
        };
        let next = self.reviews.journal.head().await.map_err(Failure::Journal)?;
        let position = next.saturating_sub(1);
        let on = context.effective.on;
        let known = Some(context.known.unwrap_or(context.at));
        let as_of = AsOf { effective: Some(on), known, position: Some(position) };
        let from = Viewpoint { as_of, today: on, viewer: Viewer::Itself };
        let announced = self.reviews.state(to).await?.announced;
        let programmes = announced.map(|announced| announced.programmes).unwrap_or_default();
        let readings = self.views.readings(&programmes, from, position).await;
        let readings = readings.map_err(Failure::Journal)?;
        let command = review::Command::Hold(Held { readings, ..held });
        Ok((context.ask(to, command), context))
    }
}
