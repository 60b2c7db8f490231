//! Rows that FortiManager itself makes in every ADOM.
//!
//! Their names are those of a FortiGate without a configuration, as `global.conf` of
//! <https://github.com/acidjunk/fortigate-config-parser> (commit 464e9d7, `tests/unit_tests/fortigate_parser/config_examples`)
//! has them, which is a configuration of `FortiOS` 5.2. Names of later versions are those that captures of
//! `How to FortiManager API?` show: the service `GTP` in chapter 13, the profiles for the inspection of SSL in the
//! upgrade report of chapter 7.
//!
//! That every ADOM has normalized interfaces, named as the interfaces of the models, is from the administration guide of
//! FortiManager, chapter Normalized interfaces. The names are those of its example and of the model clusters of `How to
//! FortiManager API?`, chapter 7.

/// Rows that every ADOM has from the beginning, by table. They can be referred to and are not listed.
const PREDEFINED: &[(&str, &[&str])] = &[
    (
        "firewall/service/custom",
        &[
            "AFS3",
            "AH",
            "ALL_ICMP",
            "ALL_ICMP6",
            "ALL_TCP",
            "ALL_UDP",
            "BGP",
            "CVSPSERVER",
            "DCE-RPC",
            "DHCP",
            "DHCP6",
            "DNS",
            "ESP",
            "FINGER",
            "FTP",
            "FTP_GET",
            "FTP_PUT",
            "GOPHER",
            "GRE",
            "GTP",
            "H323",
            "HTTP",
            "HTTPS",
            "IKE",
            "IMAP",
            "IMAPS",
            "INFO_ADDRESS",
            "INFO_REQUEST",
            "IRC",
            "Internet-Locator-Service",
            "KERBEROS",
            "L2TP",
            "LDAP",
            "LDAP_UDP",
            "MGCP",
            "MMS",
            "MS-SQL",
            "MYSQL",
            "NFS",
            "NNTP",
            "NONE",
            "NTP",
            "ONC-RPC",
            "OSPF",
            "PC-Anywhere",
            "PING",
            "PING6",
            "POP3",
            "POP3S",
            "PPTP",
            "QUAKE",
            "RADIUS",
            "RADIUS-OLD",
            "RAUDIO",
            "RDP",
            "REXEC",
            "RIP",
            "RLOGIN",
            "RSH",
            "RTSP",
            "SAMBA",
            "SCCP",
            "SIP",
            "SIP-MSNmessenger",
            "SMB",
            "SMTP",
            "SMTPS",
            "SNMP",
            "SOCKS",
            "SQUID",
            "SSH",
            "SYSLOG",
            "TALK",
            "TELNET",
            "TFTP",
            "TIMESTAMP",
            "TRACEROUTE",
            "UUCP",
            "VDOLIVE",
            "VNC",
            "WAIS",
            "WINFRAME",
            "WINS",
            "X-WINDOWS",
            "webproxy",
        ],
    ),
    (
        "firewall/service/group",
        &["Email Access", "Exchange Server", "Web Access", "Windows AD"],
    ),
    (
        "firewall/service/category",
        &[
            "Authentication",
            "Email",
            "File Access",
            "General",
            "Network Services",
            "Remote Access",
            "Tunneling",
            "VoIP, Messaging & Other Applications",
            "Web Access",
            "Web Proxy",
        ],
    ),
    (
        "firewall/shaper/traffic-shaper",
        &[
            "guarantee-100kbps",
            "high-priority",
            "low-priority",
            "medium-priority",
            "shared-1M-pipe",
        ],
    ),
    (
        "firewall/ssl-ssh-profile",
        &[
            "certificate-inspection",
            "custom-deep-inspection",
            "deep-inspection",
            "no-inspection",
        ],
    ),
    ("antivirus/profile", &["default"]),
    ("webfilter/profile", &["default", "monitor-all"]),
    (
        "ips/sensor",
        &[
            "all_default",
            "all_default_pass",
            "default",
            "high_security",
            "protect_client",
            "protect_email_server",
            "protect_http_server",
        ],
    ),
    ("application/list", &["default"]),
    (
        "dynamic/interface",
        &[
            "dmz", "lan", "port1", "port2", "port3", "port4", "port5", "port6", "port7", "port8", "port9", "port10",
            "wan", "wan1", "wan2",
        ],
    ),
];

/// Whether every ADOM has such a row from the beginning.
pub(super) fn is_predefined(path: &str, name: &str) -> bool {
    PREDEFINED
        .iter()
        .any(|(own, names)| *own == path && names.contains(&name))
}
