"""A variational autoencoder as a class: Xavier weights in dicts, a sampled code, Adam on a bound."""

import numpy as np
import tensorflow as tf


def xavier_init(fan_in, fan_out, constant=1):
    low = -constant * np.sqrt(6.0 / (fan_in + fan_out))
    high = constant * np.sqrt(6.0 / (fan_in + fan_out))
    return tf.random_uniform((fan_in, fan_out), minval=low, maxval=high, dtype=tf.float32)


class VariationalAutoencoder:
    def __init__(self, sizes, transfer_fct=tf.nn.softplus, learning_rate=0.001, batch_size=20):
        self.sizes = sizes
        self.transfer_fct = transfer_fct
        self.batch_size = batch_size
        self.x = tf.placeholder(tf.float32, [None, sizes["n_input"]])
        self._create_network()
        self._create_loss_optimizer(learning_rate)
        self.sess = tf.InteractiveSession()
        self.sess.run(tf.global_variables_initializer())

    def _layer(self, n_in, n_out):
        return {
            "w": tf.Variable(xavier_init(n_in, n_out)),
            "b": tf.Variable(tf.zeros([n_out], dtype=tf.float32)),
        }

    def _create_network(self):
        s = self.sizes
        recognition = [
            self._layer(s["n_input"], s["n_hidden"]),
            self._layer(s["n_hidden"], s["n_hidden"]),
            self._layer(s["n_hidden"], s["n_z"]),
            self._layer(s["n_hidden"], s["n_z"]),
        ]
        hidden = self._hidden(self.x, recognition)
        self.z_mean = tf.add(tf.matmul(hidden, recognition[2]["w"]), recognition[2]["b"])
        self.z_log_sigma_sq = tf.add(tf.matmul(hidden, recognition[3]["w"]), recognition[3]["b"])
        eps = tf.random_normal((self.batch_size, s["n_z"]), 0, 1, dtype=tf.float32)
        self.z = tf.add(self.z_mean, tf.multiply(tf.sqrt(tf.exp(self.z_log_sigma_sq)), eps))
        generator = [
            self._layer(s["n_z"], s["n_hidden"]),
            self._layer(s["n_hidden"], s["n_hidden"]),
            self._layer(s["n_hidden"], s["n_input"]),
        ]
        hidden = self._hidden(self.z, generator)
        self.x_reconstr_mean = tf.nn.sigmoid(
            tf.add(tf.matmul(hidden, generator[2]["w"]), generator[2]["b"])
        )

    def _hidden(self, value, layers):
        for layer in layers[:2]:
            value = self.transfer_fct(tf.add(tf.matmul(value, layer["w"]), layer["b"]))
        return value

    def _create_loss_optimizer(self, learning_rate):
        reconstr_loss = -tf.reduce_sum(
            self.x * tf.log(1e-10 + self.x_reconstr_mean)
            + (1 - self.x) * tf.log(1e-10 + 1 - self.x_reconstr_mean),
            1,
        )
        latent_loss = -0.5 * tf.reduce_sum(
            1 + self.z_log_sigma_sq - tf.square(self.z_mean) - tf.exp(self.z_log_sigma_sq), 1
        )
        self.cost = tf.reduce_mean(reconstr_loss + latent_loss)
        self.optimizer = tf.train.AdamOptimizer(learning_rate=learning_rate).minimize(self.cost)

    def partial_fit(self, X):
        opt, cost = self.sess.run((self.optimizer, self.cost), feed_dict={self.x: X})
        return cost

    def transform(self, X):
        return self.sess.run(self.z_mean, feed_dict={self.x: X})

    def generate(self, z_mu):
        return self.sess.run(self.x_reconstr_mean, feed_dict={self.z: z_mu})


def train(folder, steps):
    tf.set_random_seed(0)
    random = np.random.RandomState(0)
    prototypes = random.rand(4, 100) > 0.5
    vae = VariationalAutoencoder(dict(n_input=100, n_hidden=40, n_z=5), learning_rate=0.01)
    yield
    for _ in range(steps):
        flipped = random.rand(20, 100) > 0.9
        batch = np.logical_xor(prototypes[random.randint(0, 4, 20)], flipped).astype(np.float32)
        yield {"cost": vae.partial_fit(batch)}
    yield {"codes": vae.transform(batch[:3]), "made": vae.generate(np.zeros([20, 5]))[0]}
    tf.train.Saver().save(vae.sess, folder + "/vae.ckpt")
    vae.sess.close()
