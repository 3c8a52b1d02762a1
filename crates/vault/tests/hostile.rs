//! Nothing opens that was not sealed for it, whatever its bytes are.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

use minsheng_dice::check;
use minsheng_dice::hostile::{altered, bytes, flipped, text};
use minsheng_types::ids::QueryCode;
use minsheng_vault::{Secret, Vault, is_bound, key_of};

fn secret() -> Secret {
    Secret::new("a secret of at least thirty-two bytes").unwrap()
}

#[test]
fn any_bytes_do_not_open() {
    let vault = Vault::derived(&secret());
    check(2000, (bytes(80), text(3)), |(sealed, of)| {
        assert!(vault.open("name", &of, &sealed).is_err());
        assert!(vault.open_unbound("name", &sealed).is_err());
        assert_eq!(is_bound(&sealed), sealed.first() == Some(&0));
        assert!(key_of(&sealed).is_none() || !sealed.is_empty());
    });
}

#[test]
fn what_was_sealed_opens_for_whom_it_was_and_unchanged_alone() {
    let vault = Vault::derived(&secret());
    let sealed = vault.seal("name", "20261123000042", "张三".as_bytes(), [7; 12]).unwrap();
    check(2000, (flipped(sealed.clone()), text(2), text(2)), |(changed, purpose, of)| {
        let opened = vault.open("name", "20261123000042", &changed);
        assert_eq!(opened.ok().as_deref(), (changed == sealed).then_some("张三".as_bytes()));
        assert!(vault.open(&purpose, &of, &sealed).is_err());
        assert!(vault.open_unbound(&purpose, &sealed).is_err());
    });
    check(300, (bytes(60), text(2), text(2)), |(clear, purpose, of)| {
        let sealed = vault.seal(&purpose, &of, &clear, [1; 12]).unwrap();
        assert_eq!(vault.open(&purpose, &of, &sealed).unwrap(), clear);
    });
}

#[test]
fn a_list_of_keys_is_one_or_is_refused_in_words() {
    let good = &[
        "1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "2:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=,1:HwECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    ];
    check(1000, altered(good), |written| match Vault::parse(&written) {
        Ok(vault) => {
            let sealed = vault.seal("name", "1", b"x", [1; 12]).unwrap();
            assert_eq!(key_of(&sealed), Some(vault.current()));
            assert!((1..=254).contains(&vault.current()) && vault.former().all(|key| key != vault.current()));
        }
        Err(error) => assert!(error.to_string().contains("data_keys")),
    });
}

#[test]
fn a_query_code_is_known_by_itself_alone() {
    let secret = secret();
    let code = QueryCode::parse("7K2M-9QXD").unwrap();
    let hash = secret.query_hash(&code);
    check(1000, (flipped(hash.to_vec()), altered(&["7K2M-9QXD"])), |(changed, written)| {
        assert_eq!(secret.is_query_code(&code, &changed), changed == hash);
        if let Some(shown) = QueryCode::parse(&written) {
            assert_eq!(secret.is_query_code(&shown, &hash), shown == code);
        }
    });
}
