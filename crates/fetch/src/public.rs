//! Which IP addresses are those of the public internet. Everything else (this machine, its network, its
//! provider's services) is somebody's who did not publish it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which addresses are connected to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Allowed {
    pub(crate) all: bool,
    pub(crate) some: Vec<IpAddr>,
}

impl Allowed {
    /// Returns what is connected to whatever it is.
    #[cfg(test)]
    pub(crate) fn all() -> Self {
        Self { all: true, some: vec![] }
    }

    /// Returns what an address is, where it is not to be connected to.
    pub(crate) fn objection(&self, address: IpAddr) -> Option<&'static str> {
        if self.all || self.some.contains(&address) { None } else { kind(address) }
    }
}

/// Returns what an address is, where it is not one of the public internet.
fn kind(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => kind_v4(address),
        IpAddr::V6(address) => kind_v6(address),
    }
}

fn kind_v4(address: Ipv4Addr) -> Option<&'static str> {
    Some(match address.octets() {
        // What a cloud's machines reach at an address that looks public.
        [168, 63, 129, 16] | [169, 254, 169, 254] | [100, 100, 100, 200] => "a metadata address",
        [0, ..] => "an unspecified address",
        [127, ..] => "a loopback address",
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => "a private address",
        [100, 64..=127, ..] => "an address behind a provider's translation",
        [169, 254, ..] => "a link-local address",
        [224..=239, ..] => "a multicast address",
        [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18..=19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _]
        | [240..=255, ..] => "a reserved address",
        _ => return None,
    })
}

fn kind_v6(address: Ipv6Addr) -> Option<&'static str> {
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        kind_v4(Ipv4Addr::new(a, b, c, d))
    };
    Some(match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => "an unspecified address",
        [0, 0, 0, 0, 0, 0, 0, 1] => "a loopback address",
        [0, 0, 0, 0, 0, 0xffff, ..] => "an IPv4 address written as IPv6",
        // What a network without IPv4 makes of an address of the outside.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => return embedded(high, low),
        [0xfc00..=0xfdff, ..] => "a private address",
        [0xfe80..=0xfeff, ..] => "a link-local address",
        [0xff00..=0xffff, ..] => "a multicast address",
        // 6to4 and Teredo lead to an IPv4 address that may be anybody's.
        [0x2002, high, low, ..] => return embedded(high, low),
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0x0fff, ..] => {
            "a reserved address"
        }
        [0x2000..=0x3fff, ..] => return None,
        _ => "a reserved address",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_public_is_known() {
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "127.0.0.1",
            "127.255.255.254",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "169.254.1.1",
            "168.63.129.16",
            "100.100.100.200",
            "192.0.0.192",
            "192.0.2.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:93.184.215.14",
            "::127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "3fff::1",
            "100::1",
            "5f00::1",
        ] {
            let parsed = address.parse().expect("an address");
            assert!(kind(parsed).is_some(), "{address} is not public");
        }
    }

    #[test]
    fn what_is_public_is_let_through() {
        for address in [
            "1.1.1.1",
            "93.184.215.14",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "169.253.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "64:ff9b::93.184.215.14",
            "2002:5db8:d70e::",
            "2001:4860::8888",
        ] {
            let parsed = address.parse().expect("an address");
            assert_eq!(kind(parsed), None, "{address}");
        }
    }
}
