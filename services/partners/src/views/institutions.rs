//! Institutions under the names they had that day, and whom to write to.

use jiff::civil::Date;
use kernel::{Code, Id};
use proto::partners::v1 as pb;
use runtime::view::{Viewpoint, failed};
use tonic::Status;
use uuid::Uuid;

use super::{
    Views,
    reader::{asked, code, day},
    whole::Row,
};
use crate::institution::{Institution, contact::Contact};

type Seen = Row<Institution>;

impl Views {
    pub(super) async fn institutions(
        &self,
        request: &pb::ListInstitutionsRequest,
        from: Viewpoint,
    ) -> Result<pb::ListInstitutionsResponse, Status> {
        let country = asked(&request.country, "country")?;
        let wanted: Vec<String> =
            request.institutions.iter().map(|text| text.to_uppercase()).collect();
        let rows = self.all(&self.tables.institutions, from).await?;
        let lines = rows.iter().filter_map(|row| line(row, from.today));
        let lines = lines.filter(|line| {
            let among = |it: &String| *it == line.institution || it.eq_ignore_ascii_case(&line.id);
            (wanted.is_empty() || wanted.iter().any(among))
                && (request.kind == 0 || request.kind == line.kind)
                && country.as_ref().is_none_or(|country| country.as_str() == line.country)
        });
        let mut institutions: Vec<_> = lines.collect();
        institutions.sort_by(|a, b| a.institution.cmp(&b.institution));
        Ok(pb::ListInstitutionsResponse { institutions })
    }

    /// An institution and all that it does with us.
    pub(super) async fn partner(&self, text: &str, from: Viewpoint) -> Result<pb::Partner, Status> {
        let id = crate::wire::institution(text)?;
        let row = self.one(&self.tables.institutions, id, from).await?;
        let institution = line(&row, from.today);
        let name = institution.as_ref().map(|it| it.institution.clone()).unwrap_or_default();
        let collaborations = self.all(&self.tables.collaborations, from).await?;
        let collaborations = collaborations.iter().filter_map(|it| it.line(from.today));
        let sponsorships = self.all(&self.tables.sponsorships, from).await?;
        let sponsorships = sponsorships.iter().filter_map(|it| it.line(from.today));
        let agreements = self.all(&self.tables.agreements, from).await?;
        let agreements = agreements.iter().filter_map(|it| it.line(from.today));
        let forums = self.all(&self.tables.forums, from).await?;
        let forums = forums.iter().filter_map(Row::forum_line);
        let interventions = self.interventions(from).await?;
        Ok(pb::Partner {
            institution,
            collaborations: collaborations
                .filter(|it| it.partner == name || it.counterpart == name)
                .collect(),
            sponsorships: sponsorships
                .filter(|it| it.sponsor == name || it.beneficiary == name)
                .collect(),
            agreements: agreements.filter(|it| it.holder == name || it.recipient == name).collect(),
            forums: forums.filter(|it| it.members.contains(&name)).collect(),
            interventions: interventions.into_iter().filter(|it| it.institution == name).collect(),
            contacts: row.state.contacts.iter().map(|(key, it)| office(&row, key, it)).collect(),
        })
    }

    /// Whoever asks has shown a token. What was erased since is not read, however far back they look.
    pub(super) async fn contacts(
        &self,
        text: &str,
        from: Viewpoint,
    ) -> Result<pb::ListContactsResponse, Status> {
        let id = crate::wire::institution(text)?;
        let row = self.one(&self.tables.institutions, id, from).await?;
        let now =
            self.one(&self.tables.institutions, id, Viewpoint::read(None, from.viewer)?).await?;
        let mut contacts = Vec::new();
        for (key, contact) in &row.state.contacts {
            let gone = now.state.contacts.get(key).is_none_or(|it| it.erased);
            let read = if gone { None } else { self.read(contact).await? };
            let line = office(&row, key, contact);
            contacts.push(match read {
                Some([person, email, phone]) => pb::Contact { person, email, phone, ..line },
                None => pb::Contact { erased: true, ..line },
            });
        }
        Ok(pb::ListContactsResponse { contacts })
    }

    async fn read(&self, contact: &Contact) -> Result<Option<[String; 3]>, Status> {
        let Some(subject) = contact.subjects.last().copied() else { return Ok(None) };
        let plain = self.unseal(subject, contact.sealed.clone()).await?;
        let fields: Option<[Option<String>; 3]> = plain
            .map(|plain| serde_json::from_slice(&plain))
            .transpose()
            .map_err(|error| failed(error.into()))?;
        Ok(fields.map(|fields| fields.map(Option::unwrap_or_default)))
    }

    /// None once the key is destroyed.
    pub(super) async fn unseal(
        &self,
        subject: Uuid,
        sealed: String,
    ) -> Result<Option<zeroize::Zeroizing<Vec<u8>>>, Status> {
        let vault = self.vault.clone();
        let read = tokio::task::spawn_blocking(move || vault.open_sealed(subject, &sealed)).await;
        let read = read.map_err(|error| failed(error.into()))?;
        read.map_err(|error| failed(error.into()))
    }
}

fn line(row: &Seen, on: Date) -> Option<pb::Institution> {
    let state = &row.state;
    let registered = state.registration.as_ref()?;
    let name = state.names.state_on(on).unwrap_or(&registered.name).clone();
    let in_use =
        |since: Date, until: Option<Date>| since <= on && until.is_none_or(|until| on <= until);
    let acronyms = state.acronyms.iter().rev();
    let acronym = acronyms.clone().find(|(since, it)| in_use(*since, it.until));
    let changes: Vec<_> = state.names.changes().collect();
    let until = changes.iter().skip(1).map(|(next, _)| next.yesterday().ok()).chain([None]);
    let names = changes.iter().zip(until).map(|((since, name), until)| pb::NamePeriod {
        name_fr: name.fr.clone(),
        name_en: name.en.clone().unwrap_or_else(|| name.fr.clone()),
        from: since.to_string(),
        until: day(until),
        proof: row.proof("name"),
    });
    let acronym_period =
        |(since, it): &(Date, crate::institution::naming::AcronymGiven)| pb::AcronymPeriod {
            acronym: it.acronym.clone(),
            country: code(it.country.as_ref()),
            from: since.to_string(),
            until: day(it.until),
            proof: row.proof(&format!("acronym/{}", it.acronym)),
        };
    let dissolved = state.dissolved.as_ref().filter(|(since, _)| *since <= on);
    Some(pb::Institution {
        institution: registered.institution.to_string(),
        id: Id::<Institution>::to_string(&Institution::id(&registered.institution)),
        kind: registered.kind.into(),
        country: code(registered.country.as_ref()),
        name_en: name.en.unwrap_or_else(|| name.fr.clone()),
        name_fr: name.fr,
        acronym: acronym.map_or_else(String::new, |(_, it)| it.acronym.clone()),
        parent: code(registered.parent.as_ref()),
        dissolved: dissolved.is_some(),
        successor: dissolved.map_or_else(String::new, |(_, it)| code(it.successor.as_ref())),
        names: names.collect(),
        acronyms: state.acronyms.iter().map(acronym_period).collect(),
        proof: row.proof("registered"),
    })
}

/// Without who it is.
fn office(row: &Seen, key: &Code, contact: &Contact) -> pb::Contact {
    pb::Contact {
        contact: key.to_string(),
        office: contact.office.clone(),
        person: String::new(),
        email: String::new(),
        phone: String::new(),
        erased: contact.erased,
        held: contact.held.is_some(),
        proof: row.proof(&format!("contact/{key}")),
    }
}
