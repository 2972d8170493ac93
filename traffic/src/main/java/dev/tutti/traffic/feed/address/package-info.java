/** Virtual addresses: an IP address that one host has at a time, taken from one and put up on another by their agents. */
@NullMarked
package dev.tutti.traffic.feed.address;

import org.jspecify.annotations.NullMarked;
