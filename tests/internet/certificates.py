"""Certificates for any host name, made when it is asked for."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pathlib import Path

NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Local stand-in for the web")])


class Certificates:
    """One authority and one key; a certificate per host, kept for the next connection."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[str, ssl.SSLContext] = {}

    @cached_property
    def authority(self) -> Path:
        """The authority's certificate, for clients that do verify."""
        path = self._folder / "authority.pem"
        path.write_bytes(self._signed(NAME, _authority_rights()))
        return path

    def context(self, host: str) -> ssl.SSLContext:
        if host not in self._contexts:
            self._contexts[host] = self._new_context(host)
        return self._contexts[host]

    def _new_context(self, host: str) -> ssl.SSLContext:
        path = self._folder / "host.pem"
        path.write_bytes(self._private + self._signed(x509.Name([]), _host_rights(host)))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    @cached_property
    def _private(self) -> bytes:
        return self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def _signed(self, subject: x509.Name, rights: list[tuple[x509.ExtensionType, bool]]) -> bytes:
        public, now = self._key.public_key(), datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(NAME)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=7))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False
            )
        )
        for extension, critical in rights:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _authority_rights() -> list[tuple[x509.ExtensionType, bool]]:
    signs = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    usage = x509.KeyUsage(digital_signature=True, key_cert_sign=True, **signs)
    return [(x509.BasicConstraints(ca=True, path_length=0), True), (usage, True)]


def _host_rights(host: str) -> list[tuple[x509.ExtensionType, bool]]:
    try:
        name: x509.GeneralName = x509.IPAddress(ip_address(host))
    except ValueError:
        name = x509.DNSName(host)
    return [(x509.SubjectAlternativeName([name]), True)]
