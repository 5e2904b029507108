//! What comes with time: deadlines that are watched, reached, and moved by a correction.

use super::*;

/// Loaded from its records, up to the signature, whose event this is.
async fn signed(platform: &mut Platform) -> String {
    told(platform.client.register(loads(registration("H8350"))).await);
    told(platform.client.record_approval(loads(approval("H8350"))).await);
    let request = pb::SignRequest { closing_on: "2018-06-30".to_owned(), ..terms() };
    told(platform.client.sign(loads(request)).await).events.remove(0)
}

/// Time is made to pass by whoever enters the records of it.
#[tokio::test]
async fn the_closing_date_comes_by_itself_and_is_announced() {
    let mut platform = Platform::new();
    signed(&mut platform).await;
    let financing = h8350();
    let request = pb::RecordEffectivenessRequest { act: of_ida("2013-08-20"), financing };
    told(platform.client.record_effectiveness(loads(request)).await);
    let (act, financing) = (act("2013-08-21"), h8350());
    let request = pb::OpenDisbursementRequest { act, financing };
    told(platform.client.open_disbursement(loads(request)).await);
    platform.heard("public-financing").await;

    let mut calendar = CalendarServiceClient::new(platform.started.channel());
    for to in ["2018-06-29", "2018-07-01"] {
        let (act, programme) = (filed(to), "P127328".to_owned());
        let request = AdvanceRequest { act, programme, to: to.to_owned(), live: false };
        calendar.advance(loads(request)).await.unwrap();
        platform.heard("public-deadlines").await;
    }
    let heard = platform.heard("public-financing").await;
    assert_eq!(heard.last().unwrap(), "financing.agreement.closing.v1");
    let heard = platform.heard("public-deadlines").await;
    assert!(heard.contains(&"financing.deadline.reached.v1".to_owned()), "{heard:?}");
}

/// What terms ask for is said by one policy and watched by another, whoever corrects them.
#[tokio::test]
async fn a_report_is_watched_until_it_is_submitted() {
    let mut platform = Platform::new();
    signed(&mut platform).await;
    let request = pb::RecordReportingTermsRequest {
        act: act("2013-06-01"),
        financing: h8350(),
        first_ends_on: "2018-06-30".into(),
        months: 6,
        days: 45,
        ..Default::default()
    };
    let [terms] = told(platform.client.record_reporting_terms(loads(request)).await)
        .events
        .try_into()
        .unwrap();
    assert_eq!(platform.watched("report_due").await.unwrap(), "2018-08-14");
    let request = pb::CorrectFactRequest {
        act: act("2013-06-02"),
        financing: h8350(),
        event_id: terms,
        field: "/reports/days".into(),
        from: "45".into(),
        to: "60".into(),
        reason: "Lettre de décaissement, section III".into(),
    };
    told(platform.client.correct_fact(loads(request)).await);
    assert_eq!(platform.watched("report_due").await.unwrap(), "2018-08-29");
    let period_ends_on = "2018-06-30".into();
    let (act, financing) = (act("2018-08-01"), h8350());
    let request = pb::SubmitFinancialReportRequest { act, financing, period_ends_on };
    told(platform.client.submit_financial_report(loads(request)).await);
    assert_eq!(platform.watched("report_due").await, None);
    // Read again from the start, nothing of it is said anew.
    let stream = Financing::stream(wire::financing("H8350").unwrap());
    let heard = platform.heard(&stream).await;
    assert_eq!(Platform::start(&platform.journal).heard(&stream).await, heard);
}

/// Nobody asks for it: the year ends.
#[tokio::test]
async fn a_counterpart_that_is_not_paid_lapses_when_its_year_is_over() {
    let mut platform = Platform::new();
    signed(&mut platform).await;
    let request = pb::RecordCounterpartRequest {
        act: act("2018-02-01"),
        financing: h8350(),
        exercise: "2998".into(),
        stage: pb::record_counterpart_request::Stage::Notified.into(),
        money: xof("1000000"),
    };
    told(platform.client.record_counterpart(by("awa", request)).await);
    let stream = Financing::stream(wire::financing("H8350").unwrap());
    let stages = async || {
        platform.heard("public-deadlines").await;
        let heard = platform.heard(&stream).await;
        heard.iter().filter(|name| name.contains("counterpart")).count()
    };
    let mut told = vec![stages().await];
    // Days to come are waited for by nobody.
    for nth in [1, 2] {
        let day = date(2999, 1, nth);
        let fact = testing::fact(&testing::who("time"), day, Calendar::reached(day));
        let entry = Entry {
            id: uuid::Uuid::from_u128(u128::from(nth.unsigned_abs())),
            name: fact.event.name().to_owned(),
            data: fact.event.data().unwrap(),
            meta: serde_json::to_vec(&*fact.meta).unwrap(),
            format: Format::Json,
        };
        let calendar = "calendar-P127328";
        platform.journal.append(calendar, Expected::Any, vec![entry]).await.unwrap();
        told.push(stages().await);
    }
    assert_eq!(told, [1, 2, 2]);
}

#[tokio::test]
async fn a_date_that_is_corrected_is_watched_where_it_should_have_been() {
    let mut platform = Platform::new();
    let signature = signed(&mut platform).await;
    for (from, to) in [("2018-06-30", "2018-09-30"), ("2018-09-30", "2019-09-30")] {
        let request = pb::CorrectFactRequest {
            act: act("2013-06-01"),
            financing: h8350(),
            event_id: signature.clone(),
            field: "/terms/closing_on".into(),
            from: format!("{from:?}"),
            to: format!("{to:?}"),
            reason: "Accord signé, section 2.03".into(),
        };
        told(platform.client.correct_fact(loads(request)).await);
        assert_eq!(platform.watched("closing").await, Some(to.to_owned()));
    }
    let (act, financing, reason) = (act("2013-06-01"), h8350(), "Autre accord".to_owned());
    let request = pb::VoidEntryRequest { act, financing, event_id: signature, reason };
    told(platform.client.void_entry(loads(request)).await);
    assert_eq!(platform.watched("closing").await, None);
}
