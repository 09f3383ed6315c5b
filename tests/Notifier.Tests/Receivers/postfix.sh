#!/bin/bash
# A Postfix with TLS and log-in for PostfixTests, in a Debian container:
#   docker run -d -v $PWD/postfix.sh:/postfix.sh -p 127.0.0.1:2587:587 -p 127.0.0.1:2465:465 debian:stable-slim bash /postfix.sh
#   TOCSIN_POSTFIX=127.0.0.1:2587,127.0.0.1:2465 (STARTTLS, implicit TLS)
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null 2>&1
apt-get install -y -qq --no-install-recommends postfix sasl2-bin libsasl2-modules openssl >/dev/null 2>&1
openssl req -x509 -newkey rsa:2048 -nodes -keyout /etc/postfix/k.pem -out /etc/postfix/c.pem -days 30 -subj /CN=mail.example.org -addext subjectAltName=DNS:mail.example.org 2>/dev/null
postconf -e maillog_file=/dev/stdout myhostname=mail.example.org mydestination=example.org,mail.example.org smtpd_tls_cert_file=/etc/postfix/c.pem smtpd_tls_key_file=/etc/postfix/k.pem smtpd_tls_security_level=encrypt smtpd_sasl_auth_enable=yes cyrus_sasl_config_path=/etc/postfix/sasl smtpd_sasl_path=smtpd "mynetworks=127.0.0.2/32" "smtpd_recipient_restrictions=permit_sasl_authenticated,reject" local_recipient_maps= luser_relay=root smtputf8_enable=yes inet_protocols=ipv4 alias_maps= "mailbox_command="
mkdir -p /etc/postfix/sasl; printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: CRAM-MD5 PLAIN LOGIN\n' > /etc/postfix/sasl/smtpd.conf
echo hunter2 | saslpasswd2 -p -c -u mail.example.org user; chmod 644 /etc/sasldb2; cp /etc/sasldb2 /var/spool/postfix/etc/ 2>/dev/null || (mkdir -p /var/spool/postfix/etc; cp /etc/sasldb2 /var/spool/postfix/etc/)
postconf -M submission/inet="submission inet n - n - - smtpd" smtps/inet="465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes" smtp/inet="smtp inet n - n - - smtpd"
echo READY
exec postfix start-fg
