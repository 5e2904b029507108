//! Who may write in the records of which country.

use std::collections::BTreeMap;

use super::{
    Ask, Basis, Command, Context, Failure, Host, Id, Jar, MARCH, Origin, SigningKey, context,
    folder, jar, journal,
};

#[tokio::test]
async fn an_office_writes_in_the_records_of_its_own_country() {
    let folder = folder();
    let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
    let mut host = Host::new(journal(), folder.path(), key).unwrap();
    let home = kernel::testing::who("awa").institution;
    host.homes(BTreeMap::from([(home, "ML".parse().unwrap())]));
    let jars = host.handler::<Jar>().unwrap();
    let _started = host.start().unwrap();
    let put = async |id: u128, country: &str, change: fn(&mut Context)| {
        let mut context = context(id, 1, MARCH);
        context.country = country.parse().ok();
        change(&mut context);
        let (to, command) = (jar("a"), Command::Put(1));
        jars.handle(Ask { to, command, basis: Basis::default(), effective: None }, &context).await
    };
    for (id, country) in [(1, "ML"), (2, "")] {
        assert!(put(id, country, |_| ()).await.is_ok(), "{country}");
    }
    let refused = put(3, "BF", |_| ()).await.unwrap_err();
    let Failure::Rejected(refusal) = refused else { panic!("{refused}") };
    assert_eq!(
        (refusal.code.as_str(), refusal.kind),
        ("malformed-foreign", kernel::Kind::Forbidden)
    );
    // A source, and a partner of many countries, are of none.
    assert!(put(4, "BF", |it| it.origin = Origin::Import).await.is_ok());
    let partner = |it: &mut Context| it.who.institution = Id::derived(&["institution", "PAM"]);
    assert!(put(5, "BF", partner).await.is_ok());
}
